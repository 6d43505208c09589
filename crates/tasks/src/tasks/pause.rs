//! Pause and resume: speech that is broken off and goes on later, as when a visitor begins to speak into it.

use api::ChannelMessage;
use avatar::Performance;

use crate::Tasks;

impl Tasks {
    /// Breaks speech off within 10 ms. All tasks are kept, and tasks accepted meanwhile wait behind them; synthesis ahead goes on. Of no
    /// effect in a pause.
    pub fn pause(&mut self, performance: &mut Performance) {
        if performance.is_paused() {
            return;
        }
        let earliest = self.timeline.current().unwrap_or(u64::MAX);
        performance.pause(earliest);
        self.tell(ChannelMessage::PauseTalking);
    }

    /// Goes on with the task that was broken off, at a break before that place. Words that are said once more count towards its length.
    /// Of no effect without a pause.
    pub fn resume(&mut self, performance: &mut Performance) {
        if !performance.is_paused() {
            return;
        }
        let again = performance.resume();
        self.timeline.repeat(again);
        self.tell(ChannelMessage::ResumeTalking);
    }
}
