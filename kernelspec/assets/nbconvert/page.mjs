/* Draws every plot of an exported page in the place of its picture. */

for (const place of document.querySelectorAll('.rootlet-plot')) {
  const picture = place.querySelector('img');
  const element = place.appendChild(document.createElement('div'));
  try {
    const { data, hints } = JSON.parse(place.querySelector('script').textContent);
    await new Plot(element).show(data, hints);
    picture?.remove();
  } catch (error) {
    element.remove();
    console.warn(`a plot stays a picture: ${error.message}`);
  }
}
