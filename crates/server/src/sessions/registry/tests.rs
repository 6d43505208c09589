//! Slots, callers, shutdown and drain.

use api::ErrorKind;
use tokio::sync::mpsc;

use super::*;
use crate::keys::Token;
use crate::options::KeyName;
use crate::sessions::admission::RETRY_AFTER_DRAIN;
use crate::sessions::handle::{Command, MAX_WAITING};
use crate::sessions::owner::Whose;
use crate::sessions::phase::Phase;
use crate::sessions::watchdog::ping_sessions;

fn registry(most: usize) -> Arc<Registry> {
    let limits = SessionLimits {
        most,
        per_key: None,
        unanswered: most,
    };
    Registry::new(limits, Metrics::new(), Journal::default())
}

fn name(key: usize) -> KeyName {
    format!("key-{key}").parse().unwrap()
}

fn opener(key: Option<usize>) -> Opener {
    let key = key.map(name);
    Opener::new(Whose { key, token: None }, [192, 0, 2, 1].into())
}

fn handle() -> Handle {
    Handle {
        commands: mpsc::channel(1).0,
        phase: Phase::default(),
        preparation: Arc::default(),
    }
}

/// The slot of a session of this name.
fn slot_of(registry: &Arc<Registry>, id: &str) -> SessionSlot {
    registry
        .take_slot(id.into(), opener(None))
        .unwrap_or_else(|_| panic!("room for {id}"))
}

#[test]
fn a_slot_is_free_again_once_left_or_dropped() {
    let registry = registry(2);
    let mut first = registry
        .take_slot("a".into(), opener(None))
        .unwrap_or_else(|_| panic!("room for two"));
    let second = registry.take_slot("b".into(), opener(None));
    assert!(second.is_ok());
    let full = registry.take_slot("c".into(), opener(None)).err().unwrap();
    assert!(full.message().starts_with("Concurrent limit reached"));
    first.leave(EndReason::Stopped);
    drop(registry.take_slot("c".into(), opener(None)));
    drop(second);
    assert!(registry.take_slot("d".into(), opener(None)).is_ok());
    assert!(registry.list(&Owner::Everyone).is_empty());
}

#[test]
fn a_key_sees_its_own_sessions_and_a_token_its_only_one() {
    let registry = registry(9);
    let mut slots = Vec::new();
    let [token, other] = [0, 0].map(|key| Owner::Token(Token::new(name(key), SystemTime::now(), Duration::ZERO)));
    for (id, owner) in [("a", &Owner::Key(name(0))), ("b", &token), ("c", &Owner::Key(name(1)))] {
        let slot = registry
            .take_slot(id.into(), Opener::new(owner.into(), [192, 0, 2, 1].into()))
            .unwrap_or_else(|_| panic!("room"));
        slot.open(handle());
        slots.push(slot);
    }
    let seen = |owner: &Owner| {
        registry
            .list(owner)
            .into_iter()
            .map(|entry| entry.session_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(seen(&Owner::Key(name(0))), ["a", "b"]);
    assert_eq!(seen(&Owner::Key(name(1))), ["c"]);
    assert_eq!(seen(&token), ["b"], "also when it opens nothing more");
    assert!(seen(&other).is_empty());
    assert!(registry.find("a", &Owner::Key(name(1))).is_err());
    assert!(registry.find("a", &token).is_err());
    assert!(registry.find("b", &token).is_ok());
    assert!(registry.find("b", &other).is_err());
    slots[0].leave(EndReason::Lost);
    let past = registry.find("a", &Owner::Key(name(0))).err().unwrap();
    assert!(past.message().contains("the connection was lost"), "{}", past.message());
    let foreign = registry.find("a", &Owner::Key(name(1))).err().unwrap();
    assert!(foreign.message().starts_with("Session does not exist"));
}

#[tokio::test]
async fn a_shutdown_tells_every_session_at_once_also_those_that_are_still_being_opened() {
    let registry = registry(9);
    let mut inboxes = Vec::new();
    let mut open = |slot: &SessionSlot| {
        let (commands, inbox) = mpsc::channel(1);
        inboxes.push(inbox);
        slot.open(Handle {
            commands,
            phase: Phase::default(),
            preparation: Arc::default(),
        });
    };
    let slots: Vec<_> = ["a", "b", "c"]
        .map(|id| {
            registry
                .take_slot(id.into(), opener(None))
                .unwrap_or_else(|_| panic!("room"))
        })
        .into();
    open(&slots[0]);
    open(&slots[1]);
    // Not one of them answers, so that this waits as long as it may.
    registry.close(Duration::from_millis(50)).await;
    open(&slots[2]);
    for inbox in &mut inboxes {
        assert!(matches!(
            inbox.recv().await,
            Some(Command::Stop(EndReason::ShuttingDown, _))
        ));
    }
    assert!(registry.take_slot("d".into(), opener(None)).is_err());
}

#[tokio::test]
async fn a_session_whose_thread_is_stuck_has_an_end_all_the_same_and_only_one() {
    let (journal, mut told) = Journal::new();
    let limits = SessionLimits {
        most: 9,
        per_key: None,
        unanswered: 9,
    };
    let registry = Registry::new(limits, Metrics::new(), journal);
    let mut slot = registry
        .take_slot("a".into(), opener(Some(1)))
        .unwrap_or_else(|_| panic!("room"));
    let (commands, _inbox) = mpsc::channel(1);
    slot.open(Handle {
        commands,
        phase: Phase::default(),
        preparation: Arc::default(),
    });
    registry.close(Duration::from_millis(20)).await;
    // It comes to itself too late.
    slot.leave(EndReason::Stopped);
    registry.close_journal();
    let mut entries = Vec::new();
    while let Some(entry) = told.recv().await {
        entries.push(entry.end.map(|end| end.why));
    }
    assert_eq!(entries, [None, Some(EndReason::ShuttingDown)]);
}

#[tokio::test]
async fn while_it_drains_open_sessions_go_on_and_new_ones_are_refused() {
    let registry = registry(9);
    let mut slot = registry
        .take_slot("a".into(), opener(None))
        .unwrap_or_else(|_| panic!("room"));
    slot.open(handle());
    registry.drain();
    let refused = registry.take_slot("b".into(), opener(None)).err().unwrap();
    assert_eq!(
        (refused.kind(), refused.retry_after()),
        (ErrorKind::Unavailable, Some(RETRY_AFTER_DRAIN))
    );
    assert!(registry.find("a", &Owner::Everyone).is_ok());
    assert_eq!(registry.sessions(), 1);
    let waiting = tokio::spawn({
        let registry = Arc::clone(&registry);
        async move { registry.emptied().await }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    slot.leave(EndReason::Stopped);
    drop(slot);
    waiting.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_session_that_answers_nothing_is_given_up_in_words_and_its_place_is_free() {
    for stops in [false, true] {
        let registry = registry(1);
        let mut slot = slot_of(&registry, "a");
        // Nobody takes what comes into the inbox.
        let (commands, mut inbox) = mpsc::channel(1);
        let handle = Handle { commands, ..handle() };
        slot.open(handle.clone());
        let began = tokio::time::Instant::now();
        if stops {
            registry.stop("a", &handle).await;
        } else {
            let refused = registry
                .answered("a", handle.ask(Command::KeepAlive))
                .await
                .unwrap_err();
            assert!(refused.message().contains("no answer for 10 s"), "{refused}");
            assert_eq!(refused.kind(), ErrorKind::WrongState);
        }
        assert_eq!(began.elapsed(), Duration::from_secs(10));
        let told = registry.find("a", &Owner::Everyone).err().unwrap();
        assert!(told.message().contains("was given up"), "{told}");
        assert!(
            registry.take_slot("b".into(), opener(None)).is_ok(),
            "its place is free"
        );
        // Should it go on, it comes to an end, and that is no second one.
        drop(handle);
        inbox.recv().await;
        assert!(inbox.recv().await.is_none());
        slot.leave(EndReason::Stopped);
        let told = registry.find("a", &Owner::Everyone).err().unwrap();
        assert!(told.message().contains("was given up"), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_is_not_given_up_for_the_time_in_which_the_machine_was_suspended() {
    let registry = registry(1);
    let slot = slot_of(&registry, "a");
    let (commands, mut inbox) = mpsc::channel(1);
    let handle = Handle { commands, ..handle() };
    slot.open(handle.clone());
    let asking = Arc::clone(&registry);
    let asked = tokio::spawn(async move { asking.answered("a", handle.ask(Command::KeepAlive)).await });
    let Some(Command::KeepAlive(reply)) = inbox.recv().await else {
        panic!("not asked");
    };
    // Nobody has run meanwhile, the session neither.
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::task::yield_now().await;
    reply.send(Ok(())).unwrap();
    assert_eq!(asked.await.unwrap(), Ok(()));
    assert!(registry.find("a", &Owner::Everyone).is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_session_that_hangs_is_given_up_though_nobody_calls_it_and_the_others_go_on() {
    let registry = registry(3);
    // Nobody takes what comes into this inbox.
    let (commands, _hung) = mpsc::channel(MAX_WAITING);
    let hung = slot_of(&registry, "hung");
    hung.open(Handle { commands, ..handle() });
    // This session lives; another is being opened.
    let (commands, mut inbox) = mpsc::channel(MAX_WAITING);
    let lives = slot_of(&registry, "lives");
    lives.open(Handle { commands, ..handle() });
    let opening = slot_of(&registry, "opening");
    let living = tokio::spawn(async move {
        while let Some(Command::Ping(reply)) = inbox.recv().await {
            reply.send(Ok(())).unwrap();
        }
        panic!("a command that nobody sent");
    });
    let pinging = tokio::spawn(ping_sessions(Arc::downgrade(&registry)));
    tokio::time::sleep(Duration::from_secs(9)).await;
    assert!(registry.find("hung", &Owner::Everyone).is_ok());
    tokio::time::sleep(Duration::from_secs(60)).await;
    let told = registry.find("hung", &Owner::Everyone).err().unwrap();
    assert!(told.message().contains("was given up"), "{told}");
    assert!(registry.find("lives", &Owner::Everyone).is_ok());
    assert!(!living.is_finished());
    assert_eq!(registry.summary().len(), 2);
    // It ends with the server.
    drop((hung, lives, opening, registry));
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(pinging.is_finished());
}
