//! Notes to read, change and take away, with a way back from a mistake.

use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::desk::{Deed, Desk, changed};
use super::note::{LONGEST_TEXT, Note};

/// What the list needs.
#[derive(Debug, PartialEq, Properties)]
pub struct ListProperties {
    /// The notes.
    pub notes: Vec<Note>,
    /// Whether each says which chart it is about and has a link to its view.
    pub with_view: bool,
}

/// Notes, each with what can be done to it.
#[component]
pub fn NoteList(properties: &ListProperties) -> Html {
    let desk = use_context::<Desk>().unwrap_or_default();
    // The note that was taken away last, to be put back.
    let deleted = use_state(|| None::<Note>);
    let undo = use_node_ref();
    {
        let undo = undo.clone();
        use_effect_with(deleted.is_some(), move |_| {
            // The button that was pressed is gone, and the keyboard with it.
            if let Some(undo) = undo.cast::<HtmlElement>() {
                let _ = undo.focus();
            }
        });
    }
    let delete = {
        let (act, deleted) = (desk.act.clone(), deleted.clone());
        Callback::from(move |note: Note| {
            act.emit(Deed::Delete(note.id.clone()));
            deleted.set(Some(note));
        })
    };
    let put_back = {
        let (act, deleted) = (desk.act.clone(), deleted.clone());
        move |_: MouseEvent| {
            if let Some(note) = &*deleted {
                act.emit(Deed::Keep(Box::new(note.clone())));
            }
            deleted.set(None);
        }
    };
    let one = |note: &Note| {
        html! {
            <OneNote key={note.id.clone()} note={note.clone()} with_view={properties.with_view}
                act={desk.act.clone()} delete={delete.clone()} />
        }
    };
    html! {
        <>
            if !properties.notes.is_empty() {
                <ul class="notes" aria-label="Notes">{ for properties.notes.iter().map(one) }</ul>
            }
            <div class="undo" role="status">
                if deleted.is_some() {
                    <span>{ "Note deleted." }</span>
                    <button type="button" class="tool" ref={undo} onclick={put_back}>{ "Undo" }</button>
                }
            </div>
        </>
    }
}

#[derive(Debug, PartialEq, Properties)]
struct OneProperties {
    note: Note,
    with_view: bool,
    act: Callback<Deed>,
    delete: Callback<Note>,
}

#[component]
fn OneNote(properties: &OneProperties) -> Html {
    let OneProperties {
        note,
        with_view,
        act,
        delete,
    } = properties;
    let is_changing = use_state(|| false);
    let start = {
        let is_changing = is_changing.clone();
        move |_: MouseEvent| is_changing.set(true)
    };
    let delete = {
        let note = note.clone();
        delete.reform(move |_: MouseEvent| note.clone())
    };
    let done = {
        let (note, act, is_changing) = (note.clone(), act.clone(), is_changing.clone());
        Callback::from(move |text: Option<String>| {
            if let Some(text) = text {
                act.emit(Deed::Keep(Box::new(changed(&note, text))));
            }
            is_changing.set(false);
        })
    };
    let changed_on = note.changed_on();
    let days = match &changed_on {
        Some(day) => format!("Written on {}, changed on {day}.", note.written_on()),
        None => format!("Written on {}.", note.written_on()),
    };
    let about: String = note.text.chars().take(60).collect();
    html! {
        <li class="notes__one">
            if *with_view {
                <h2 class="notes__chart">{ &note.headline }</h2>
                <p class="notes__about">{ &note.filters }</p>
            }
            if *is_changing {
                <Writing label="Change the note" keep="Keep the change" text={note.text.clone()} {done} />
            } else {
                <p class="notes__text">{ &note.text }</p>
            }
            <p class="notes__about">
                { days }
                if *with_view { { format!(" About release {}.", note.release) } }
            </p>
            if !*is_changing {
                <div class="tools">
                    if *with_view {
                        <a class="notes__link" href={format!("#{}", note.address())}>
                            { "Open this view" }
                            <span class="visually-hidden">{ format!(": {}", note.headline) }</span>
                        </a>
                    }
                    <button type="button" class="tool" onclick={start}>
                        { "Change" }<span class="visually-hidden">{ format!(" the note: {about}") }</span>
                    </button>
                    <button type="button" class="tool" onclick={delete}>
                        { "Delete" }<span class="visually-hidden">{ format!(" the note: {about}") }</span>
                    </button>
                </div>
            }
        </li>
    }
}

/// What a field for a note needs.
#[derive(Debug, PartialEq, Properties)]
pub struct WritingProperties {
    /// What the field is called.
    pub label: AttrValue,
    /// What the button says that keeps the text.
    pub keep: AttrValue,
    /// What stands in it at first. A field that starts with text takes the keyboard, and can be
    /// left without a change.
    #[prop_or_default]
    pub text: AttrValue,
    /// Where the text goes, or nothing when it is left as it was.
    pub done: Callback<Option<String>>,
}

/// A field to write a note in.
#[component]
pub fn Writing(properties: &WritingProperties) -> Html {
    let WritingProperties {
        label,
        keep,
        text,
        done,
    } = properties;
    let field = use_node_ref();
    let is_empty = use_state(|| false);
    let is_change = !text.is_empty();
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| is_change) {
                // An element that cannot take the focus leaves it where it is.
                let _ = field.focus();
            }
        });
    }
    let submit = {
        let (field, done, is_empty) = (field.clone(), done.clone(), is_empty.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlTextAreaElement>() else {
                return;
            };
            let text = field.value();
            let text = text.trim();
            is_empty.set(text.is_empty());
            if text.is_empty() {
                let _ = field.focus();
            } else {
                done.emit(Some(text.to_owned()));
                field.set_value("");
            }
        }
    };
    let leave = done.reform(|_: MouseEvent| None);
    html! {
        <form class="writing" onsubmit={submit}>
            <label>
                <span class="writing__label">{ label }</span>
                <textarea class="writing__field" ref={field} rows="4" maxlength={LONGEST_TEXT.to_string()}
                    aria-invalid={is_empty.then_some("true")} defaultvalue={text.clone()} />
            </label>
            if *is_empty {
                <p class="writing__wrong" role="alert">{ "Write something first." }</p>
            }
            <div class="tools">
                <button type="submit" class="tool">{ keep }</button>
                if is_change {
                    <button type="button" class="tool" onclick={leave}>{ "Leave it as it was" }</button>
                }
            </div>
        </form>
    }
}
