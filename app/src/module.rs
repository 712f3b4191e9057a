//! Further modules of the dashboard: programs of their own that are fetched on first use and answer
//! from a worker, so that the page stays as quick as it was.
//!
//! Which files a module is, the page says in a `<meta name="module-NAME">`; what makes it answer is
//! `app/worker.js`. The dashboard in one file has no room for them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::utils::document;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Url, Worker};
use yew::Callback;

/// A place for one piece of work at a time: what is begun later takes the place of what was begun.
#[derive(Debug, Clone, Default)]
pub struct Job(Rc<Place>);

#[derive(Debug, Default)]
struct Place {
    worker: RefCell<Option<Worker>>,
    turn: Cell<u32>,
}

impl Job {
    /// Gives up what is being done and begins anew; the number says which work this is.
    #[must_use]
    pub fn begin(&self) -> u32 {
        self.stop();
        self.0.turn.get()
    }

    /// Whether that work is still wanted.
    #[must_use]
    pub fn is_wanted(&self, turn: u32) -> bool {
        self.0.turn.get() == turn
    }

    /// Gives up what is being done.
    pub fn stop(&self) {
        self.0.turn.set(self.0.turn.get().wrapping_add(1));
        self.end();
    }

    fn end(&self) {
        if let Some(worker) = self.0.worker.borrow_mut().take() {
            worker.terminate();
        }
    }

    /// Calls a function of a module with these arguments and one more, which the function calls with
    /// what it is doing. Buffers among `given_away` are moved, not copied.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub async fn call(
        &self,
        module: &str,
        function: &str,
        input: &Array,
        given_away: &Array,
        progress: Callback<String>,
    ) -> Result<JsValue, String> {
        let (worker, program) = started(module)?;
        self.end();
        self.0.worker.replace(Some(worker.clone()));
        let asked = Object::new();
        for (key, value) in [
            ("program", program),
            ("call", function.into()),
            ("input", input.into()),
        ] {
            Reflect::set(&asked, &key.into(), &value).map_err(|error| said(&error))?;
        }
        let answer = answer(&worker, progress);
        worker
            .post_message_with_transfer(&asked, given_away)
            .map_err(|error| said(&error))?;
        let answer = answer.await;
        self.end();
        answer
    }
}

/// A worker that holds the module, and what the module is to be made from there.
fn started(module: &str) -> Result<(Worker, JsValue), String> {
    let name = document()
        .query_selector(&format!("meta[name='module-{module}']"))
        .ok()
        .flatten()
        .and_then(|named| named.get_attribute("content"))
        .ok_or_else(|| format!("this page was built without its module “{module}”"))?;
    let (script, program) = (format!("{name}.js"), format!("{name}.wasm"));
    let failed = |error: JsValue| format!("{script}: {}", said(&error));
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let program = Url::new_with_base(&program, &base).map_err(failed)?;
    let worker = Worker::new(&script).map_err(failed)?;
    Ok((worker, program.href().into()))
}

/// What the worker says in the end.
async fn answer(worker: &Worker, progress: Callback<String>) -> Result<JsValue, String> {
    let mut listening = None;
    let promise = Promise::new(&mut |resolve, reject| {
        let wrong = reject.clone();
        let progress = progress.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            let part = |key: &str| Reflect::get(&data, &key.into()).ok();
            let there = |part: Option<JsValue>| part.filter(|value| !value.is_undefined());
            // A promise that is settled already stays as it is.
            if let Some(words) = there(part("progress")) {
                progress.emit(words.as_string().unwrap_or_default());
            } else if let Some(answer) = there(part("answer")) {
                let _ = resolve.call1(&JsValue::NULL, &answer);
            } else {
                let error = part("error").unwrap_or_default();
                let _ = wrong.call1(&JsValue::NULL, &error);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            // The event of a script that cannot be fetched has no message.
            let message = Reflect::get(&event, &"message".into()).ok();
            let message = message.and_then(|message| message.as_string());
            let words = message
                .filter(|message| !message.is_empty())
                .unwrap_or_else(|| "its program could not be started".to_owned());
            let _ = reject.call1(&JsValue::NULL, &words.into());
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        listening = Some((on_message, on_error));
    });
    let answer = JsFuture::from(promise).await;
    worker.set_onmessage(None);
    worker.set_onerror(None);
    drop(listening);
    answer.map_err(|error| said(&error))
}

fn said(error: &JsValue) -> String {
    let message = || Reflect::get(error, &"message".into()).ok()?.as_string();
    error
        .as_string()
        .or_else(message)
        .unwrap_or_else(|| "something went wrong in the browser".to_owned())
}
