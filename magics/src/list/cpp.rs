use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MagicError};

/// `%%cpp`.
pub(crate) struct Cpp;

impl Magic for Cpp {
    fn about(&self) -> &'static About {
        &About {
            name: "cpp",
            aliases: &[],
            form: Form::Cell,
            group: Group::Languages,
            summary: "Compiles the cell as C++",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, _: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        Err(MagicError::refused("C++", "soon"))
    }
}
