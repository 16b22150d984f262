//! What every reader has to stand: any bytes under a name are read, told, written as YAML and inspected without a panic.

use std::sync::LazyLock;

use planlint::diagnostics::Diagnostics;
use planlint::inputs::InputFile;
use planlint::menu::{inspect, read_menu, to_yaml};
use planlint::policy::builtin_schema;
use planlint::report::render_diagnostic_plain;
use planlint::source::SourceMap;
use planlint::vocabulary::Schema;

/// Made once: it is a page of text to parse, and the same for all bytes.
static SCHEMA: LazyLock<Schema> = LazyLock::new(builtin_schema);

pub fn stand(name: &str, bytes: &[u8]) {
    let schema = &*SCHEMA;
    let (mut sources, mut said) = (SourceMap::new(), Diagnostics::new());
    let Some(id) = InputFile::new(name, bytes).admit(&mut sources, &mut said) else { return };
    let Some(source) = sources.get(id) else { return };
    let outcome = read_menu(source, &[], None, schema);
    let _ = to_yaml(&outcome.value, schema, &sources);
    if !source.sheets.is_empty() {
        let _ = inspect(source, &[], schema);
    }
    for message in outcome.diagnostics.iter().chain(said.iter()) {
        let _ = render_diagnostic_plain(message, &sources);
    }
}
