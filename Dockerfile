# rootlet with JupyterLab, for one user: `docker build -t rootlet .`, `docker run --rm -p 8888:8888 rootlet`.

FROM rust:1-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo xtask dist && mkdir /rootlet && tar -xf target/xtask/dist/rootlet-*.tar.gz -C /rootlet --strip-components=1
# Outside of this folder, too: the library is for this rustc.
RUN rustup default "$(rustup show active-toolchain | cut -d ' ' -f 1)"

FROM rust:1-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ python3-dev python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --shell /bin/bash ada
COPY --from=build /usr/local/rustup /usr/local/rustup
COPY --from=build /rootlet /opt/rootlet
RUN python3 -m venv /opt/jupyter && /opt/jupyter/bin/pip install --no-cache-dir jupyterlab numpy matplotlib \
    && /opt/rootlet/bin/rootlet install --prefix /opt/jupyter
ENV PATH=/opt/rootlet/bin:/opt/jupyter/bin:$PATH VIRTUAL_ENV=/opt/jupyter
USER ada
WORKDIR /home/ada
RUN cp -r /opt/rootlet/share/rootlet/notebooks . && rootlet -e '1 + 1'
EXPOSE 8888
CMD ["rootlet", "--notebook", "--no-browser", ".", "--", "--ip=0.0.0.0"]
