//! Reasons why a figure is not taken, each with what to do.

use std::fmt;

/// A figure that is not taken: all that is wrong with it, as far as it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {}", list(.faults))]
pub struct FigureError {
    /// The drawing's name.
    pub file: String,
    /// Never empty.
    pub faults: Vec<Fault>,
}

fn list(faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    faults.join("; ")
}

/// One thing that is wrong with a figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file cannot be read.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file's name.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// A file is larger than any drawing has to be.
    #[error("{file} has more than {most} bytes: simplify it")]
    Large {
        /// The file's name.
        file: String,
        /// The bytes that a file may have.
        most: usize,
    },
    /// A drawing has no rig beside it.
    #[error("there is no {0} beside the drawing: put a rig of this name there; name = \"Ada\" in it is enough")]
    NoRig(String),
    /// A file is a link to outside of the folder, or no file.
    #[error("{0} is no file of this folder: put the file itself there")]
    Elsewhere(String),
    /// The drawing is no XML.
    #[error("the drawing is no SVG that can be read: {0}")]
    Xml(XmlFault),
    /// It has an element that figures do not have.
    #[error("line {line}: <{name}> is not drawn: {advice}")]
    Element {
        /// The line in the drawing.
        line: u32,
        /// The element's name, shortened.
        name: String,
        /// The way out.
        advice: &'static str,
    },
    /// It has an attribute that figures do not have.
    #[error("line {line}: {name} is not drawn: {advice}")]
    Attribute {
        /// The line in the drawing.
        line: u32,
        /// The attribute's name, shortened.
        name: String,
        /// The way out.
        advice: &'static str,
    },
    /// A value cannot be read, and would be passed over.
    #[error("line {line}: {name}=\"{value}\" cannot be read: give it {expected}")]
    Value {
        /// The line in the drawing.
        line: u32,
        /// The attribute's or property's name.
        name: String,
        /// The value, shortened.
        value: String,
        /// The values that can be read.
        expected: &'static str,
    },
    /// Gradients take their colours from each other without an end.
    #[error(
        "line {line}: gradients take their colours from each other in a circle, or in a chain of more than {max}: give each its own colours"
    )]
    GradientChain {
        /// The line in the drawing.
        line: u32,
        /// The gradients that may follow each other.
        max: usize,
    },
    /// It refers to something that is not in the drawing.
    #[error(
        "line {line}: the reference \"{to}\" leads out of the drawing, or to nothing that is drawn in it: only gradients and clipping paths of its own are used"
    )]
    Reference {
        /// The line in the drawing.
        line: u32,
        /// The reference, shortened.
        to: String,
    },
    /// Its page has another shape.
    #[error(
        "the page must be 700 wide to 720 high with the face in its middle: set viewBox=\"-350 0 700 720\", or \"0 0 700 720\" where the middle is at 350"
    )]
    Page,
    /// A shape is outside of all parts.
    #[error("a shape lies outside of all parts: move it into a group named as a part")]
    Loose,
    /// A group has a name that no part has.
    #[error("the group \"{name}\" is no part: name it {}, or give it a surface under [parts] in the rig", .known.join(", "))]
    Part {
        /// The name, shortened.
        name: String,
        /// The names that need no entry.
        known: Vec<&'static str>,
    },
    /// A part is there twice.
    #[error("the part \"{0}\" is there twice: draw it in one group")]
    Twice(String),
    /// A part is missing, or empty.
    #[error("the part \"{0}\" is missing: draw it in a group of this name")]
    Missing(String),
    /// A part is hidden.
    #[error("the part \"{0}\" is hidden: show it")]
    Hidden(String),
    /// The rig names a part that is not drawn.
    #[error("the rig has a part \"{0}\" that is not in the drawing: draw it, or take it out of the rig")]
    Absent(String),
    /// A shape of a part has a name that it cannot have.
    #[error("\"{name}\" is no drawing of \"{part}\": it can have {}", .known.join(", "))]
    Shape {
        /// The name, shortened.
        name: String,
        /// The part.
        part: &'static str,
        /// The names it can have.
        known: Vec<String>,
    },
    /// Two drawings of a part are not made alike.
    #[error(
        "\"{name}\" cannot be blended with \"{rest}\": {how}. Make it of a copy of \"{rest}\", and move its points only"
    )]
    Unlike {
        /// The drawing.
        name: String,
        /// The one at rest.
        rest: String,
        /// The difference.
        how: String,
    },
    /// A part is drawn before one that it lies on.
    #[error("\"{part}\" lies under \"{under}\": put it above that")]
    Order {
        /// The part.
        part: &'static str,
        /// The part that should be below.
        under: &'static str,
    },
    /// Eyes or brows reach beyond the face.
    #[error("{0} reach beyond the face: they are drawn on it, so make the face larger, or them smaller")]
    Beyond(&'static str),
    /// A drawing has more than is drawn in time.
    #[error("the drawing has {count} {what}, more than {most}: simplify it")]
    Many {
        /// How many there are.
        count: usize,
        /// Of these.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// A part is drawn in a way that is not read.
    #[error("\"{part}\": {what}")]
    Kind {
        /// The part or drawing.
        part: String,
        /// The way, and the way out.
        what: String,
    },
    /// A point lies far outside of the page.
    #[error("\"{0}\" reaches far outside of the page: keep it within 1000 units of it")]
    Far(String),
    /// The rig is no TOML of a rig.
    #[error("the rig cannot be read: {0}")]
    Rig(String),
    /// A value of the rig is out of range.
    #[error("the rig's {name} is {value}: it must be {range}")]
    Range {
        /// The value's name.
        name: String,
        /// The value.
        value: String,
        /// The values that are taken.
        range: String,
    },
    /// Another avatar has the id.
    #[error("another avatar has the id \"{0}\" already: give the figure another in its rig")]
    Taken(String),
}

/// A drawing that is no XML, with the place where that shows. Nothing of its text is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlFault {
    /// It is no text in UTF-8.
    Encoding,
    /// It has a document type, in which entities are declared.
    DocumentType,
    /// It has nothing in it.
    Empty,
    /// It ends too early.
    CutOff,
    /// It is broken at a line and column.
    Broken(u32, u32),
    /// Groups lie in groups more than so deep.
    Deep(usize),
    /// It has more than so many elements.
    Elements(u32),
    /// Its outermost element is another.
    NoSvg,
}

impl fmt::Display for XmlFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding => write!(formatter, "it is not in UTF-8. Save it as plain SVG, not compressed"),
            Self::DocumentType => write!(formatter, "it has a <!DOCTYPE>. Save it without, or delete that line"),
            Self::Empty => write!(formatter, "it is empty. Save the drawing anew"),
            Self::CutOff => write!(formatter, "it ends too early. Save the drawing anew"),
            Self::Broken(line, column) => write!(formatter, "it is broken at line {line}, column {column}"),
            Self::Deep(most) => write!(
                formatter,
                "its groups lie more than {most} deep in each other. Ungroup some"
            ),
            Self::Elements(most) => write!(formatter, "it has more than {most} elements. Simplify it"),
            Self::NoSvg => write!(formatter, "its outermost element is not <svg>"),
        }
    }
}

/// A name from a file, short enough to be quoted.
#[must_use]
pub fn short(name: &str) -> String {
    name.chars().filter(|char| !char.is_control()).take(48).collect()
}
