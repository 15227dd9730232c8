//! Showing text in a markup language, images, and the choice of static or interactive figures.

use std::sync::atomic::Ordering;

use rootlet_display::MimeBundle;

use crate::magic::{About, Call, Form, Group, Magic, Rest, valued};
use crate::{Context, MagicError};

macro_rules! markup {
    ($($type:ident $name:literal $aliases:expr, $mime:literal, $summary:literal;)*) => {
        $(
            #[doc = concat!("`%%", $name, "`.")]
            pub(crate) struct $type;

            impl Magic for $type {
                fn about(&self) -> &'static About {
                    &About {
                        name: $name,
                        aliases: $aliases,
                        form: Form::Cell,
                        group: Group::Display,
                        summary: $summary,
                        options: &[],
                        rest: Rest::Nothing,
                        details: "",
                    }
                }

                fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
                    let body = call.body.unwrap_or_default();
                    context.display(MimeBundle::text(body).with($mime, body));
                    Ok(())
                }
            }
        )*
    };
}

markup! {
    Html "html" &["HTML"], "text/html", "Shows the cell as HTML";
    Markdown "markdown" &["md"], "text/markdown", "Shows the cell as Markdown";
    Latex "latex" &[], "text/latex", "Shows the cell as LaTeX";
    Svg "svg" &["SVG"], "image/svg+xml", "Shows the cell as an SVG image";
    Javascript "javascript" &["js"], "application/javascript", "Runs the cell as JavaScript in the browser, where the front end allows it";
}

/// `%image`.
pub(crate) struct Image;

impl Magic for Image {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "image",
            aliases: &[],
            form: Form::Line,
            group: Group::Display,
            summary: "Shows an image file (PNG, JPEG, GIF, WebP or SVG)",
            options: &[valued("width", None, "PIXELS", "the width on the page")],
            rest: Rest::Words { name: "FILE", least: 1, most: 1 },
            details: "",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let name = &call.arguments.words[0];
        let path = context.path(name);
        let bytes = std::fs::read(&path).map_err(MagicError::io(format!("read `{name}`")))?;
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let mime = match extension.as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "svg" => "image/svg+xml",
            _ => {
                return Err(MagicError::refused(
                    format!("`{name}` is no image that a browser shows"),
                    "PNG, JPEG, GIF, WebP and SVG work",
                ));
            }
        };
        let bundle = MimeBundle::text(format!("<image {name}>"));
        let mut bundle = if mime == "image/svg+xml" {
            bundle.with(mime, String::from_utf8_lossy(&bytes).into_owned())
        } else {
            bundle.with_bytes(mime, &bytes)
        };
        if let Some(width) = call.arguments.value("width").and_then(|text| text.parse::<u32>().ok()) {
            bundle = bundle.with_metadata(mime, serde_json::json!({ "width": width }));
        }
        context.display(bundle);
        Ok(())
    }
}

/// `%jsroot`.
pub(crate) struct Jsroot;

impl Magic for Jsroot {
    fn about(&self) -> &'static About {
        &About {
            name: "jsroot",
            aliases: &[],
            form: Form::Line,
            group: Group::Display,
            summary: "Makes figures interactive (with JSROOT) or static",
            options: &[],
            rest: Rest::Words { name: "on|off", least: 0, most: 1 },
            details: "Without a word: tells which. Both forms are in the output with `on`; a front end without the \
                renderer shows the static one.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        match call.arguments.words.first().map(String::as_str) {
            Some("on") => context.state.interactive_figures.store(true, Ordering::Relaxed),
            Some("off") => context.state.interactive_figures.store(false, Ordering::Relaxed),
            Some(word) => {
                return Err(MagicError::Usage {
                    magic: "%jsroot".to_owned(),
                    problem: format!("unexpected `{word}`"),
                    usage: self.about().usage(),
                });
            }
            None => {
                let state = if context.state.interactive_figures.load(Ordering::Relaxed) { "on" } else { "off" };
                context.print(format!("JSROOT is {state}\n"));
            }
        }
        Ok(())
    }
}
