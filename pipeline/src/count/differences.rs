//! Counts by row, column and snapshot, each snapshot as the difference to the one before.
//!
//! What holds from one snapshot to the last is one addition here, however many snapshots there
//! are. It never knows what a row or a column stands for.

/// Shape: rows × columns × snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differences {
    n_columns: usize,
    n_snapshots: usize,
    values: Vec<i64>,
}

impl Differences {
    /// Nothing counted yet.
    pub(crate) fn zero(n_rows: usize, n_columns: usize, n_snapshots: usize) -> Self {
        Self {
            n_columns,
            n_snapshots,
            values: vec![0; n_rows * n_columns * n_snapshots],
        }
    }

    pub(crate) fn n_snapshots(&self) -> usize {
        self.n_snapshots
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        size_of::<i64>() * self.values.len()
    }

    /// The differences of a row, column by column.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [i64] {
        let length = self.row_length();
        &mut self.values[row * length..(row + 1) * length]
    }

    /// The differences of a column of a row, snapshot by snapshot.
    #[inline]
    pub(crate) fn cell_mut(&mut self, row: usize, column: usize) -> &mut [i64] {
        let start = (row * self.n_columns + column) * self.n_snapshots;
        &mut self.values[start..start + self.n_snapshots]
    }

    /// Whether everything in a row is 0.
    pub(crate) fn is_zero(&self, row: usize) -> bool {
        let length = self.row_length();
        self.values[row * length..(row + 1) * length]
            .iter()
            .all(|difference| *difference == 0)
    }

    /// Adds a row of another table of the same columns and snapshots to a row of this one.
    pub(crate) fn add_row(&mut self, row: usize, other: &Self, of_other: usize) {
        let length = self.row_length();
        let added = &other.values[of_other * length..(of_other + 1) * length];
        for (total, difference) in self.row_mut(row).iter_mut().zip(added) {
            *total += difference;
        }
    }

    /// Adds a row to an earlier one and leaves zeros in its place.
    pub(crate) fn move_row(&mut self, row: usize, to_earlier: usize) {
        if self.is_zero(row) {
            return;
        }
        let length = self.row_length();
        let (earlier, later) = self.values.split_at_mut(row * length);
        let total = &mut earlier[to_earlier * length..(to_earlier + 1) * length];
        for (total, difference) in total.iter_mut().zip(&mut later[..length]) {
            *total += std::mem::take(difference);
        }
    }

    /// Adds what another thread counted. Sums of whole numbers are the same in any order.
    pub(crate) fn add(&mut self, other: &Self) {
        for (total, difference) in self.values.iter_mut().zip(&other.values) {
            *total += difference;
        }
    }

    /// The counts of a row and column, one for each snapshot.
    pub(crate) fn running(&self, row: usize, column: usize) -> impl Iterator<Item = u64> {
        let start = (row * self.n_columns + column) * self.n_snapshots;
        self.values[start..start + self.n_snapshots]
            .iter()
            .scan(0_i64, |running, difference| {
                *running += difference;
                Some(u64::try_from(*running).expect("nothing is counted fewer than 0 times"))
            })
    }

    fn row_length(&self) -> usize {
        self.n_columns * self.n_snapshots
    }
}
