//! Exact frames: every clip must give, in any order, what the `ffmpeg` program decodes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rushes_media::{Cancel, FrameIndex, VideoReader, probe};
use tempfile::TempDir;

use crate::common::{Dice, ffmpeg, have_ffmpeg, reference_frame, reference_frames, rgb};

/// A moving test picture of 48 frames with noise, so that no two frames are alike.
const SOURCE: &str = "-f lavfi -i testsrc2=s=192x108:r=24:d=2,noise=alls=8:allf=t:all_seed=1";
const TAGS: &str = "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv";

/// One ffmpeg command per line; the last one writes the clip, `first` is what an earlier one wrote.
fn make(folder: &Path, name: &str, commands: &[String]) -> PathBuf {
    let first = folder.join("first.mp4");
    let clip = folder.join(name);
    for (i, command) in commands.iter().enumerate() {
        let last = i + 1 == commands.len();
        let command = command.replace("FIRST", first.to_str().unwrap());
        ffmpeg(&command, if last { &clip } else { &first });
    }
    clip
}

/// Compares a clip in presentation order, in random order, and backwards with a small memory.
fn check(name: &str, commands: &[String]) {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let clip = make(folder.path(), name, commands);
    check_file(&clip);
}

fn check_file(clip: &Path) {
    let info = probe(clip).unwrap();
    let expected = reference_frames(clip, info.width, info.height);
    let index = FrameIndex::build(clip, &Cancel::new()).unwrap();
    assert_eq!(index.count(), expected.len() as u64, "frames of {}", clip.display());
    assert_eq!(info.frames, index.count());
    let stored = serde_json::to_string(&index).unwrap();
    let index: Arc<FrameIndex> = Arc::new(serde_json::from_str(&stored).unwrap());

    let open = || VideoReader::open(clip, Arc::clone(&index)).unwrap();
    let same = |reader: &mut VideoReader, number: u64, order: &str| {
        let frame = reader.frame(number).unwrap();
        assert_eq!((frame.width, frame.height), (info.width, info.height));
        let equal = rgb(&frame) == expected[number as usize];
        assert!(equal, "frame {number} of {} differs, {order}", clip.display());
    };
    let count = index.count();
    let mut reader = open();
    (0..count).for_each(|n| same(&mut reader, n, "forward"));

    let mut reader = open();
    reader.set_cache_bytes(0);
    let mut dice = Dice(7);
    (0..16).for_each(|_| same(&mut reader, dice.below(count), "in random order"));

    let mut reader = open();
    reader.set_cache_bytes(192 * 108 * 3 * 6);
    (0..count.min(20)).for_each(|n| same(&mut reader, count - 1 - n, "backward"));

    let middle = count / 2;
    assert!(reference_frame(clip, middle) == expected[middle as usize], "both ways of asking the ffmpeg program agree");
}

/// A test per clip, so that they run side by side.
macro_rules! clips {
    ($($test:ident: $name:literal, $($command:expr),+;)+) => {
        $(#[test]
        fn $test() {
            check($name, &[$($command.to_string()),+]);
        })+
    };
}

fn x264(options: &str) -> String {
    format!("{SOURCE} -c:v libx264 -preset veryfast -pix_fmt yuv420p {TAGS} {options} {{}}")
}

fn open_gop() -> String {
    x264("-g 12 -bf 2 -x264-params open-gop=1:scenecut=0")
}

clips! {
    long_gop_with_b_frames: "a.mp4", x264("-g 240 -keyint_min 240 -bf 3 -b_strategy 2");
    open_gop_: "a.mp4", open_gop();
    all_intra: "a.mp4", x264("-g 1 -bf 0");
    variable_rate: "a.mp4",
        x264("-vf select='not(between(mod(n\\,10)\\,3\\,4))*not(between(n\\,20\\,30))' -vsync vfr -g 12 -bf 2");
    ntsc_rate: "a.mp4", x264("-r 24000/1001 -video_track_timescale 24000 -g 12 -bf 2");
    edit_list_trim: "a.mp4", open_gop(), "-ss 0.7 -i FIRST -c copy -t 1 {}";
    trimmed_long_gop: "a.mov", x264("-g 240 -bf 3"), "-ss 1.1 -i FIRST -c copy {}";
    rotated_90: "a.mp4", open_gop(), "-i FIRST -c copy -metadata:s:v:0 rotate=90 {}";
    rotated_180: "a.mp4", open_gop(), "-i FIRST -c copy -metadata:s:v:0 rotate=180 {}";
    rotated_270: "a.mp4", open_gop(), "-i FIRST -c copy -metadata:s:v:0 rotate=270 {}";
    rotated_422_ten_bit: "a.mp4",
        x264("-pix_fmt yuv422p10le -g 12"), "-i FIRST -c copy -metadata:s:v:0 rotate=90 {}";
    rotated_ten_bit: "a.mp4",
        x264("-pix_fmt yuv420p10le -g 12"), "-i FIRST -c copy -metadata:s:v:0 rotate=90 {}";
    ten_bit_444: "a.mp4", x264("-pix_fmt yuv444p10le");
    full_range: "a.mp4",
        format!("{SOURCE} -c:v libx264 -vf scale=out_range=pc -color_range pc -pix_fmt yuvj420p {{}}");
    untagged: "a.mp4", format!("{SOURCE} -c:v libx264 -pix_fmt yuv420p {{}}");
    odd_size: "a.mp4", x264("-vf scale=190:106 -g 12");
    odd_sides: "a.mkv", format!("{SOURCE} -vf scale=191:107 -c:v ffv1 -pix_fmt yuv420p {{}}");
    matroska: "a.mkv", x264("-g 12 -bf 2");
    transport_stream: "a.ts", open_gop(),
        "-i FIRST -c copy -bsf:v h264_mp4toannexb -f mpegts -output_ts_offset 3600 {}";
    transport_stream_cut: "a.ts", x264("-g 16 -bf 2"),
        "-ss 0.9 -i FIRST -c copy -bsf:v h264_mp4toannexb -f mpegts {}";
    elementary_stream: "a.h264", open_gop(), "-i FIRST -c copy -bsf:v h264_mp4toannexb -f h264 {}";
    interlaced: "a.mp4", x264("-flags +ilme+ildct -x264opts tff=1 -g 12");
    intra_refresh: "a.ts", x264("-x264-params intra-refresh=1:keyint=16 -f mpegts");
    hevc_main_10: "a.mp4", format!(
        "{SOURCE} -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 \
         -x265-params log-level=error:keyint=16:bframes=4:open-gop=1 {TAGS} {{}}");
    hevc_trimmed: "a.mp4", format!(
        "{SOURCE} -c:v libx265 -preset ultrafast -pix_fmt yuv420p -tag:v hvc1 \
         -x265-params log-level=error:keyint=12:bframes=4:open-gop=1 {{}}"),
        "-ss 0.8 -i FIRST -c copy {}";
    prores: "a.mov", format!("{SOURCE} -c:v prores_ks -profile:v hq -pix_fmt yuv422p10le {TAGS} {{}}");
    prores_4444: "a.mov", format!("{SOURCE} -c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le {{}}");
    dnxhr: "a.mov",
        "-f lavfi -i testsrc2=s=256x144:r=24:d=1 -c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p {}";
    vp9: "a.webm", format!("{SOURCE} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 16 -b:v 1M {{}}");
    vp9_hidden_frames: "a.webm", format!(
        "{SOURCE} -c:v libvpx-vp9 -cpu-used 5 -auto-alt-ref 1 -lag-in-frames 16 -g 24 -b:v 500k {{}}");
    vp8_hidden_frames: "a.webm", format!(
        "{SOURCE} -c:v libvpx -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 16 -g 24 -b:v 500k {{}}");
    av1: "a.mp4", format!("{SOURCE} -c:v libaom-av1 -cpu-used 8 -usage realtime -g 16 {{}}");
    mpeg2: "a.ts", format!("{SOURCE} -c:v mpeg2video -g 12 -bf 2 -q:v 3 -f mpegts {{}}");
    mpeg2_program_stream: "a.mpg", format!("{SOURCE} -c:v mpeg2video -g 12 -bf 2 -q:v 3 -f vob {{}}");
    mpeg4_avi: "a.avi", format!("{SOURCE} -c:v mpeg4 -bf 2 -g 12 -q:v 3 {{}}");
    motion_jpeg: "a.mov", format!("{SOURCE} -c:v mjpeg -q:v 3 -pix_fmt yuvj422p {{}}");
    gif: "a.gif", format!("{SOURCE} -t 1 {{}}");
    raw_rgb: "a.mov", format!("{SOURCE} -t 0.5 -c:v rawvideo -pix_fmt rgb24 {{}}");
    one_frame: "a.mp4", x264("-frames:v 1");
}
