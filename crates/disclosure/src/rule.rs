//! The rule for one count, held against a whole table of numbers.
//!
//! The same question is asked of the exact counts, to mark what is small, and of every table that
//! an attacker could take for them, to see whether it would have been published just the same.
//! Which further counts are withheld for the sake of others is not decided here.

use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::Mark;
use crate::subject::SubjectIndex;
use crate::system::Variable;

/// The policy with the marks that it partly depends on: nobody of a group that is not shown is
/// not shown either.
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) joint: &'a Joint,
    pub(crate) marks: &'a [Mark],
}

impl Rule<'_> {
    /// Whether a count is withheld for its own sake: it is small, it leaves few people out, few
    /// people stand behind it, or it is nobody of a group that is small or not shown.
    pub(crate) fn withholds(
        &self,
        value: &impl Fn(Variable) -> i64,
        subject: SubjectIndex,
        place: usize,
    ) -> bool {
        let own = value(self.joint.variable(subject, place));
        if own == 0 {
            return !self.zero_may_stand(value, subject, place);
        }
        let described = &self.joint.subjects.list[subject];
        let few_others = described.parts_of.iter().any(|part_of| {
            let whole = self.joint.variable(part_of.whole, place);
            part_of.others.is_some()
                && self.marks[whole as usize] != Mark::Unpublished
                && self.is_small(value(whole) - own)
        });
        let few_with_event = described
            .people_with_event
            .is_some_and(|people| self.is_small(value(self.joint.variable(people, place))));
        publish(self.policy, own).is_none() || few_others || few_with_event
    }

    /// Whether nobody may be shown as 0: only where the group is shown and large enough.
    pub(crate) fn zero_may_stand(
        &self,
        value: &impl Fn(Variable) -> i64,
        subject: SubjectIndex,
        place: usize,
    ) -> bool {
        let wholes = &self.joint.subjects.list[subject].parts_of;
        let at = |whole: SubjectIndex| self.joint.variable(whole, place);
        let mark = |whole: SubjectIndex| self.marks[at(whole) as usize];
        let large_and_shown = |whole: SubjectIndex| match mark(whole) {
            Mark::Shown => value(at(whole)) >= i64::from(self.policy.threshold()),
            // Not published here, so it says nothing either way.
            Mark::Unpublished | Mark::Unlisted | Mark::NotCalculable => true,
            Mark::Primary | Mark::Secondary | Mark::Empty => false,
        };
        self.policy.shows_zero()
            && wholes
                .iter()
                .any(|part_of| mark(part_of.whole) == Mark::Shown)
            && wholes.iter().all(|part_of| large_and_shown(part_of.whole))
    }

    fn is_small(&self, value: i64) -> bool {
        u32::try_from(value).is_ok_and(|value| self.policy.is_small(value))
    }
}

/// What is published of an exact value, by its own size.
pub(crate) fn publish(policy: &Policy, value: i64) -> Option<u32> {
    u32::try_from(value)
        .ok()
        .and_then(|value| policy.publish(value))
}
