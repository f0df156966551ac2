//! Exchanges between replicas in memory: interleaved, and cut at any message.

use crate::fake::{Dice, Fake, doc};
use rushes_sync::{
    exchange::{Effect, Exchange, Input, Outcome},
    replica::{Replica, answer},
    wire::{self, Message},
};
use std::collections::VecDeque;

/// One end of an exchange.
struct End {
    replica: usize,
    machine: Exchange,
    inbox: VecDeque<Vec<u8>>,
    outcome: Option<Outcome>,
}

/// An exchange under way.
struct Line {
    ends: [End; 2],
    bytes: usize,
}

impl Line {
    fn new(replicas: &[Fake], from: usize, to: usize) -> Self {
        let studio = replicas[from].studio();
        let end = |replica, machine| End { replica, machine, inbox: VecDeque::new(), outcome: None };
        let mut line = Self { ends: [end(from, Exchange::begin(studio)), end(to, Exchange::answer(studio))], bytes: 0 };
        line.feed(replicas, 0, Input::Begin);
        line
    }

    fn feed(&mut self, replicas: &[Fake], at: usize, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.ends[at].machine.step(input).unwrap() {
                match effect {
                    Effect::Send(message) => {
                        let frame = wire::encode(&message).unwrap();
                        self.bytes += frame.len();
                        self.ends[1 - at].inbox.push_back(frame);
                    }
                    Effect::Ask(query) => {
                        let replica = &replicas[self.ends[at].replica];
                        inputs.push_back(Input::Answer(answer(replica, query).unwrap()));
                    }
                    Effect::Finish(outcome) => self.ends[at].outcome = Some(outcome),
                }
            }
        }
    }

    /// Delivers one message. False when there is none.
    fn step(&mut self, replicas: &[Fake], first: usize) -> bool {
        for at in [first, 1 - first] {
            if let Some(frame) = self.ends[at].inbox.pop_front() {
                let message: Message = wire::decode(&frame[4..]).unwrap();
                self.feed(replicas, at, Input::Message(message));
                return true;
            }
        }
        false
    }
}

fn exchange(replicas: &[Fake], from: usize, to: usize) -> (Outcome, Outcome, usize) {
    let mut line = Line::new(replicas, from, to);
    while line.step(replicas, 1) {}
    let [a, b] = line.ends;
    (a.outcome.unwrap(), b.outcome.unwrap(), line.bytes)
}

fn replicas(count: usize) -> Vec<Fake> {
    (0..count).map(|_| Fake::default()).collect()
}

#[test]
fn two_replicas_hold_the_same_and_a_second_exchange_is_short() {
    let peers = replicas(2);
    for n in 0..800 {
        let body = vec![1; 200];
        peers[0].write(doc(n), &body);
        peers[1].write(doc(n), &body);
    }
    for n in 0..500_usize {
        peers[0].write(doc(n), format!("a{n}").as_bytes());
        peers[1].write(doc(n * 7 % 900), format!("b{n}").as_bytes());
    }
    peers[0].state_fact(b"grant one");
    peers[1].state_fact(b"grant two");
    let (a, b, _) = exchange(&peers, 0, 1);
    assert!(a.equal && b.equal && a.root == b.root && a.root.is_some());
    assert_eq!(peers[0].all(), peers[1].all());
    assert_eq!((a.tally.changes_sent, a.tally.changes_received), (500, 500));
    assert_eq!((b.tally.changes_sent, b.tally.changes_received), (500, 500));
    assert_eq!(a.tally.documents, b.tally.documents);
    let (a, _, bytes) = exchange(&peers, 1, 0);
    assert!(a.equal && a.tally.changes_sent == 0 && a.tally.documents == 0);
    assert!(bytes < 300, "{bytes} bytes to find nothing new");
}

#[test]
fn a_new_replica_gets_everything_in_bounded_batches() {
    let peers = replicas(2);
    for n in 0..3_000_usize {
        peers[0].write(doc(n), &vec![(n % 251) as u8; 1_500]);
    }
    peers[0].write(doc(1), &vec![3; 5 << 20]);
    peers[0].write(doc(2), &vec![4; 5 << 20]);
    let (a, _, _) = exchange(&peers, 1, 0);
    assert!(a.equal);
    assert_eq!((a.tally.documents, a.tally.changes_received), (3_000, 3_002));
    assert_eq!(peers[0].all(), peers[1].all());
}

#[test]
fn what_is_refused_ends_the_exchange_unequal() {
    let peers = [Fake::default(), Fake::refusing(b'!')];
    peers[0].write(doc(1), b"! forged");
    peers[0].write(doc(1), b"good");
    for (from, to) in [(0, 1), (1, 0)] {
        let (a, b, _) = exchange(&peers, from, to);
        assert!(!a.equal && !b.equal && a.tally.refused > 0 && b.tally.refused > 0);
    }
    assert_eq!(peers[1].all().1.len(), 1);
}

#[test]
fn another_studio_is_refused() {
    let peers = replicas(1);
    let mut answering = Exchange::answer(peers[0].studio());
    let hello = wire::Hello { studio: rushes_domain::StudioId::new([1; 16]), facts: [0; 32], documents: [0; 32] };
    let effects = answering.step(Input::Message(Message::Hello(hello))).unwrap();
    assert!(matches!(&effects[0], Effect::Send(Message::Refused { code, .. }) if code == "not_found"));
}

#[test]
fn messages_out_of_turn_end_the_exchange() {
    let studio = Fake::default().studio();
    for message in [Message::Settled([0; 32]), Message::Enough, Message::Stored(wire::Stored::default())] {
        let mut beginning = Exchange::begin(studio);
        beginning.step(Input::Begin).unwrap();
        assert!(beginning.step(Input::Message(message)).is_err());
    }
    let mut answering = Exchange::answer(studio);
    assert!(answering.step(Input::Message(Message::Joined(rushes_sync::List::default()))).is_err());
    assert!(answering.step(Input::Message(Message::Enough)).is_err(), "it is over");
}

/// Writes, exchanges and cuts in an order that the seed gives; then a quiet time; then all must be equal
/// and nothing that anybody wrote may be missing.
fn simulate(seed: u64) {
    let dice = &mut Dice(seed);
    let count = 2 + dice.below(4);
    let peers = replicas(count);
    let mut lines: Vec<Line> = Vec::new();
    let mut written = 0_usize;
    for _ in 0..300 {
        match dice.below(10) {
            0..3 => {
                let body = [
                    &written.to_be_bytes()[..],
                    &vec![0; if dice.below(40) == 0 { 1_100_000 } else { dice.below(300) }],
                ]
                .concat();
                peers[dice.below(count)].write(doc(dice.below(60)), &body);
                written += 1;
            }
            3 if dice.below(4) == 0 => peers[dice.below(count)].state_fact(&dice.roll().to_be_bytes()),
            4 => {
                let (from, to) = (dice.below(count), dice.below(count));
                if from != to && lines.len() < 8 {
                    lines.push(Line::new(&peers, from, to));
                }
            }
            5 if !lines.is_empty() && dice.below(3) == 0 => {
                lines.swap_remove(dice.below(lines.len()));
            }
            _ if !lines.is_empty() => {
                let at = dice.below(lines.len());
                if !lines[at].step(&peers, dice.below(2)) {
                    let line = lines.swap_remove(at);
                    assert!(line.ends.iter().all(|end| end.outcome.is_some()), "seed {seed}: stalled");
                }
            }
            _ => {}
        }
    }
    drop(lines);
    for _ in 0..2 {
        for peer in 1..count {
            let (a, b, _) = exchange(&peers, peer - 1, peer);
            assert!(a.equal && b.equal, "seed {seed}");
        }
        for peer in (1..count).rev() {
            exchange(&peers, peer, peer - 1);
        }
    }
    let all = peers[0].all();
    assert_eq!(all.1.len(), written, "seed {seed}: something was lost");
    for peer in &peers {
        assert!(peer.all() == all, "seed {seed}: replicas differ");
    }
}

#[test]
fn replicas_agree_whatever_is_cut() {
    for seed in 0..40 {
        simulate(seed);
    }
}
