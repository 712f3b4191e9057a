//! The data-quality report as one HTML file that needs nothing else.
//!
//! Whatever came from a file is escaped; there is no script and no reference to any other host.

use html_escape::encode_quoted_attribute as escaped;

use super::report::{Align, Report, Section, Table};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\
.verdict{font-size:1.15rem;font-weight:600}\
.wide{overflow-x:auto}table{border-collapse:collapse}\
th,td{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid}\
.right{text-align:right;font-variant-numeric:tabular-nums}";

/// The whole page.
pub(super) fn page(report: &Report) -> String {
    let title = escaped(&report.title);
    let sections: String = report.sections.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n<p class=\"verdict\">{}</p>\n{sections}\
         <p>Exact counts of rows: keep this page where the extract is.</p>\n\
         </main>\n</body>\n</html>\n",
        escaped(&report.verdict)
    )
}

fn section(section: &Section) -> String {
    let mut html = format!("<h2>{}</h2>\n", escaped(section.heading));
    if !section.lead.is_empty() {
        html.extend(["<p>", &escaped(&section.lead), "</p>\n"]);
    }
    if let Some(rows) = &section.table {
        html.push_str(&table(rows));
    }
    html
}

fn table(table: &Table) -> String {
    let class = |align: Align| match align {
        Align::Left => "",
        Align::Right => " class=\"right\"",
    };
    let mut html = "<div class=\"wide\"><table>\n".to_owned();
    if table.head.iter().any(|(name, _)| !name.is_empty()) {
        html.push_str("<thead><tr>");
        for (name, align) in &table.head {
            let class = class(*align);
            html.extend(["<th scope=\"col\"", class, ">", &escaped(name), "</th>"]);
        }
        html.push_str("</tr></thead>\n");
    }
    html.push_str("<tbody>\n");
    for row in &table.rows {
        html.push_str("<tr>");
        for (cell, (_, align)) in row.iter().zip(&table.head) {
            html.extend(["<td", class(*align), ">", &escaped(cell), "</td>"]);
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table></div>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_came_from_a_file_is_escaped() {
        let report = Report {
            title: "<b>".to_owned(),
            verdict: "\"a\" & 'b'".to_owned(),
            sections: vec![Section {
                heading: "Rows",
                lead: "<script>".to_owned(),
                table: Some(Table {
                    head: vec![("n", Align::Right)],
                    rows: vec![vec!["<1".to_owned()]],
                }),
            }],
        };
        let page = page(&report);
        assert!(!page.contains("<b>") && !page.contains("<script"));
        assert!(page.contains("<td class=\"right\">&lt;1</td>"));
        assert!(page.contains("&quot;a&quot; &amp; &#x27;b&#x27;"));
    }
}
