//! How each kind of chart is read, for somebody who has never seen one.
//!
//! Says what marks mean and what to be careful of; never what a chart shows.

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Areas as points on their intervals.
    Areas,
    /// Groups as bars with their intervals.
    Groups,
    /// Areas on a map.
    Map,
    /// Areas on several measures.
    AtAGlance,
    /// One measure over the quarters.
    OverTime,
    /// The same for every area.
    OverTimeByArea,
    /// Quarters with the limits of chance.
    ControlChart,
    /// Areas by size with the limits of chance.
    Funnel,
    /// The steps of coordinated care.
    Steps,
    /// A line across fifths.
    Slope,
    /// The two ends of a gap.
    GapByArea,
    /// A gap over the quarters.
    GapOverTime,
    /// People by age.
    Pyramid,
    /// Sets of conditions.
    Combinations,
    /// Two figures and their difference.
    Pair,
}

impl Kind {
    /// Every kind.
    pub const EVERY: [Self; 15] = [
        Self::Areas,
        Self::Groups,
        Self::Map,
        Self::AtAGlance,
        Self::OverTime,
        Self::OverTimeByArea,
        Self::ControlChart,
        Self::Funnel,
        Self::Steps,
        Self::Slope,
        Self::GapByArea,
        Self::GapOverTime,
        Self::Pyramid,
        Self::Combinations,
        Self::Pair,
    ];
}

/// How a kind of chart is read.
#[must_use]
pub fn how_to_read(kind: Kind) -> &'static str {
    match kind {
        Kind::Areas => {
            "Each mark is one place. The line through it shows how far the true value could lie \
             from it by chance. The line down the chart is the whole area. Where a place\u{2019}s \
             line does not cross it, the place is marked as different. A long line means few \
             people."
        }
        Kind::Groups => {
            "Each bar is one group. The thin line at its end shows how far the true value could \
             lie from it by chance. Where two thin lines overlap, the groups may not differ at all."
        }
        Kind::Map => {
            "The colour and shape say how each place stands beside the whole area. A hatched place \
             has no number to show. A big place on the map does not have more people."
        }
        Kind::AtAGlance => {
            "Read along a row to see one place, or down a column to see one measure. The shapes say \
             how a place stands beside the whole area. Of 20 marks, about one will differ by chance \
             alone."
        }
        Kind::OverTime => {
            "Each dot is the last day of a quarter. The pale band shows how far the true value \
             could lie by chance. Look at the whole run of dots, not at the last step."
        }
        Kind::OverTimeByArea => {
            "Each small chart is one place, and all have the same scale. The thin dark line is the \
             whole area. The pale band shows how far the true value could lie by chance."
        }
        Kind::ControlChart => {
            "Each dot is one quarter. The dashed lines are how far quarters go up and down by \
             chance. A dot beyond them, or a long run on one side, is a sign that something \
             changed."
        }
        Kind::Funnel => {
            "Each mark is one place. Places with few people can differ more by chance, so the \
             limits are wider on the left. A mark beyond the limits differs by more than chance \
             would give."
        }
        Kind::Steps => {
            "Each column is one part of good care, and each bar is the share of people who have it. \
             People can have a later part without an earlier one."
        }
        Kind::Slope => {
            "Each dot is a fifth of the people, from the most deprived on the left to the least \
             deprived on the right. The line goes through all five. The steeper it is, the wider \
             the gap."
        }
        Kind::GapByArea => {
            "Each row is one place. The two marks are its most and its least deprived fifth. The \
             further apart they are, the wider the gap. The number says how wide, and how sure that \
             is."
        }
        Kind::GapOverTime => {
            "Each dot is the gap between the least and the most deprived fifth at that time. Zero \
             means no gap. Where the pale band covers zero, there may be none."
        }
        Kind::Pyramid => {
            "Bars to the left are everybody of that age. Bars to the right are those who are \
             counted. The bands do not all span the same number of years."
        }
        Kind::Combinations => {
            "Each column is one set of conditions: the dots below say which. The bar above says how \
             many people have just that set and no others."
        }
        Kind::Pair => {
            "The two marks are what is compared, with how far each could lie from its true value by \
             chance. The lower part shows the difference. Where its line crosses zero, there may be \
             no difference."
        }
    }
}
