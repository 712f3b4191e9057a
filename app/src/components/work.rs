//! Work that a module does when a reader asks: begun, under way, done, failed or given up.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::module::Job;

/// How far a piece of work is.
#[derive(Debug, PartialEq)]
pub enum Stage<T> {
    /// Nothing was asked for.
    Idle,
    /// What is being done.
    Doing(String),
    /// What came of it.
    Done(Rc<T>),
    /// Why nothing came of it.
    Failed(String),
}

/// One piece of work at a time.
#[derive(Debug, Clone)]
pub struct Work<T: 'static> {
    stage: UseStateHandle<Stage<T>>,
    job: Job,
}

impl<T: 'static> Work<T> {
    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> &Stage<T> {
        &self.stage
    }

    /// Gives it up.
    pub fn stop(&self) {
        self.job.stop();
        self.stage.set(Stage::Idle);
    }

    /// Begins, in place of what was begun before. The work is given its job, which says whether it is
    /// still wanted, and tells what it is doing.
    pub fn start<F>(&self, first: &str, work: impl FnOnce(Job, u32, Callback<String>) -> F)
    where
        F: Future<Output = Result<T, String>> + 'static,
    {
        let (stage, job) = (self.stage.clone(), self.job.clone());
        let turn = job.begin();
        stage.set(Stage::Doing(first.to_owned()));
        let say = {
            let (stage, job) = (stage.clone(), job.clone());
            Callback::from(move |words| {
                if job.is_wanted(turn) {
                    stage.set(Stage::Doing(words));
                }
            })
        };
        let work = work(job.clone(), turn, say);
        spawn_local(async move {
            let result = work.await;
            if job.is_wanted(turn) {
                stage.set(match result {
                    Ok(done) => Stage::Done(Rc::new(done)),
                    Err(why) => Stage::Failed(why),
                });
            }
        });
    }
}

/// A place for work, given up when the calling component goes.
#[hook]
pub fn use_work<T: 'static>() -> Work<T> {
    let stage = use_state(|| Stage::Idle);
    let job = (*use_state(Job::default)).clone();
    {
        let job = job.clone();
        use_effect_with((), move |()| move || job.stop());
    }
    Work { stage, job }
}
