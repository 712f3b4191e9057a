//! The data-quality report as plain text, aligned for a terminal.

use super::report::{Align, Report, Table};

/// The whole report.
pub(super) fn page(report: &Report) -> String {
    let mut page = format!("{}\n{}\n", report.title, report.verdict);
    for section in &report.sections {
        page.extend(["\n", section.heading, "\n"]);
        if !section.lead.is_empty() {
            page.extend(["  ", &section.lead, "\n"]);
        }
        if let Some(table) = &section.table {
            push_table(&mut page, table);
        }
    }
    page
}

fn push_table(page: &mut String, table: &Table) {
    let head: Vec<String> = table
        .head
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let has_head = head.iter().any(|name| !name.is_empty());
    let lines = has_head.then_some(&head).into_iter().chain(&table.rows);
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let widest = lines.clone().map(|line| line[column].chars().count()).max();
            widest.unwrap_or_default()
        })
        .collect();
    for line in lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&table.head)
            .zip(&widths)
            .map(|((cell, (_, align)), width)| match align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            })
            .collect();
        page.push_str(format!("  {}", cells.join("  ")).trim_end());
        page.push('\n');
    }
}
