//! Magics that people know from IPython and that have no meaning here; each names what helps instead.

use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MagicError};

macro_rules! refused {
    ($($type:ident $name:literal, $summary:literal, $hint:literal;)*) => {
        $(
            #[doc = concat!("`%", $name, "`.")]
            pub(crate) struct $type;

            impl Magic for $type {
                fn about(&self) -> &'static About {
                    &About {
                        name: $name,
                        aliases: &[],
                        form: Form::Line,
                        group: Group::Refused,
                        summary: $summary,
                        options: &[],
                        rest: Rest::Text { name: "…", required: false },
                        details: concat!("Instead: ", $hint, "."),
                    }
                }

                fn run(&self, _: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
                    Err(MagicError::refused(concat!("`%", $name, "` has no meaning for Rust"), $hint))
                }
            }
        )*
    };
}

refused! {
    Pdb "pdb", "The debugger of Python", "print with `dbg!`, or attach `rust-gdb` to the process of the cells";
    Autoreload "autoreload", "Reloads Python modules", "run the cell again, or compile a library with `%%rust -a name`";
    Gui "gui", "Event loops of graphical toolkits", "figures are shown in the notebook; no event loop is needed";
}
