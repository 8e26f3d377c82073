//! Closed lists whose members are stored, shown and read by one word each.

/// Makes an enum of words: `ALL`, `as_str`, `Display`, `FromStr`, and the error for a word that is none of
/// them. A second text beside the word is what a person reads in a list: `words`.
macro_rules! worded {
    (
        $(#[$doc:meta])*
        $name:ident, $error:ident = $sentence:literal {
            $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(, $words:literal)?;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one there is.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// The word that is stored, exported and read.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            $crate::domain::words::worded!(@words $($variant $($words)?,)*);
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// The word is none of the list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($sentence)]
        pub struct $error;

        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, $error> {
                Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or($error)
            }
        }
    };
    (@words $($variant:ident $words:literal,)+) => {
        /// What a person reads in a list.
        pub const fn words(self) -> &'static str {
            match self { $(Self::$variant => $words),* }
        }
    };
    (@words $($variant:ident,)*) => {};
}

pub(crate) use worded;
