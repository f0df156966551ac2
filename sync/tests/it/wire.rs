//! Bytes from anywhere are a message or an error.

use crate::fake::{Dice, doc};
use rushes_domain::StudioId;
use rushes_sync::{
    Blob, List, Packed,
    exchange::{Exchange, Input},
    wire::{self, Hello, MAX_BATCH, MAX_FRAME, Message, Offered, Outline, Stored, Wanted, WireError},
};

fn samples() -> Vec<Message> {
    let hello = Hello { studio: StudioId::new([1; 16]), facts: [2; 32], documents: [3; 32] };
    vec![
        Message::Hello(hello),
        Message::refused("not_found", "no such thing"),
        Message::Enough,
        Message::FactsHeld(Packed(vec![[1; 16], [2; 16]])),
        Message::FactsGiven { facts: List(vec![Blob(vec![1, 2, 3])]), want: List(vec![0, 7]) },
        Message::FactsPushed(List(vec![Blob(vec![9; 40])])),
        Message::Stored(Stored { facts: 1, changes: 2, refused: 3 }),
        Message::Reconcile(Blob(vec![0x61, 0, 0, 2, 0])),
        Message::Offer(List(vec![Offered { doc: doc(3), changes: Packed(vec![[4; 16]; 5]) }])),
        Message::Answered {
            want: List(vec![Wanted { offered: 0, changes: Packed(vec![[4; 16]]) }]),
            envelopes: List(vec![Blob(vec![5; 300])]),
            more: true,
        },
        Message::Ask(Packed(vec![[6; 32]; 3])),
        Message::Envelopes { envelopes: List(vec![Blob(vec![5; 300]); 4]), more: false },
        Message::Join { studio: hello.studio, secret: [7; 32], name: "Ada".into(), email: "ada@example.com".into() },
        Message::Joined(List(vec![Blob(vec![1])])),
        Message::Introduce { studio: hello.studio, facts: List(vec![Blob(vec![1])]) },
        Message::Introduced,
        Message::MediaHave(Packed(vec![[8; 32]])),
        Message::MediaHeld(List(vec![true, false])),
        Message::MediaOutline([9; 32]),
        Message::Outline(Some(Outline { size: 3 << 20, pieces: Packed(vec![[1; 32]; 3]) })),
        Message::MediaPiece { hash: [9; 32], index: 2 },
        Message::Piece(Some(Blob(vec![1; 1000]))),
        Message::Changed,
        Message::Settled([4; 32]),
    ]
}

#[test]
fn every_message_comes_back_as_it_went() {
    for message in samples() {
        let frame = wire::encode(&message).unwrap();
        let length = wire::length(frame[..4].try_into().unwrap(), MAX_FRAME).unwrap();
        assert_eq!(length, frame.len() - 4);
        assert_eq!(wire::decode(&frame[4..]).unwrap(), message);
    }
}

#[test]
fn a_cut_message_is_an_error() {
    for message in samples() {
        let frame = wire::encode(&message).unwrap();
        for end in 4..frame.len() {
            assert_eq!(wire::decode(&frame[4..end]), Err(WireError::Malformed), "{message:?} up to {end}");
        }
        assert_eq!(wire::decode(&[&frame[4..], &[0]].concat()), Err(WireError::Malformed));
    }
}

#[test]
fn random_and_damaged_bytes_do_no_harm() {
    let dice = &mut Dice(11);
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..dice.below(120)).map(|_| dice.roll() as u8).collect();
        let _ = wire::decode(&bytes);
    }
    let samples = samples();
    for _ in 0..20_000 {
        let mut frame = wire::encode(&samples[dice.below(samples.len())]).unwrap().split_off(4);
        for _ in 0..=dice.below(3) {
            let at = dice.below(frame.len());
            frame[at] = dice.roll() as u8;
        }
        if let Ok(message) = wire::decode(&frame) {
            let mut machine = Exchange::answer(StudioId::new([1; 16]));
            let _ = machine.step(Input::Message(message));
        }
    }
}

#[test]
fn long_frames_and_lists_are_refused_before_they_are_read() {
    assert!(matches!(wire::length([0xff; 4], MAX_FRAME), Err(WireError::TooLong { .. })));
    let many: List<Blob, { MAX_BATCH * 4 }> = List(vec![Blob(Vec::new()); MAX_BATCH + 1]);
    let mut frame = wire::encode(&Message::FactsPushed(List(Vec::new()))).unwrap().split_off(4);
    frame.pop();
    frame.extend(many.iter().fold(vec![0x81, 0x80, 0x01], |mut bytes, _| {
        bytes.push(0);
        bytes
    }));
    assert_eq!(wire::decode(&frame), Err(WireError::Malformed));
    assert!(wire::encode(&Message::Piece(Some(Blob(vec![0; MAX_FRAME])))).is_err());
}

#[test]
fn text_from_peers_is_fit_to_show() {
    assert_eq!(wire::sentence("a\u{1b}[31m\nb"), "a[31mb");
    assert_eq!(wire::sentence(&"x".repeat(10_000)).len(), 500);
}
