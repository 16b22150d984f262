//! Any bytes as a `menu.xml`: read, told, and written as YAML again without a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::diagnostics::Diagnostics;
use planlint::inputs::InputFile;
use planlint::menu::{read_menu, to_yaml};
use planlint::policy::builtin_schema;
use planlint::report::render_diagnostic_plain;
use planlint::source::SourceMap;

fuzz_target!(|bytes: &[u8]| {
    let schema = builtin_schema();
    let (mut sources, mut said) = (SourceMap::new(), Diagnostics::new());
    let Some(id) = InputFile::new("menu.xml", bytes).admit(&mut sources, &mut said) else { return };
    let Some(source) = sources.get(id) else { return };
    let outcome = read_menu(source, &[], None, &schema);
    let _ = to_yaml(&outcome.value, &schema, &sources);
    for message in outcome.diagnostics.iter().chain(said.iter()) {
        let _ = render_diagnostic_plain(message, &sources);
    }
});
