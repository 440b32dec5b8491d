//! Sound files by their own structure: WebM, OGG, M4A, MP3 and WAV. What holds moving pictures is not taken.

use super::{FileFormat, Misfit};

type Told = Result<FileFormat, Misfit>;

const EBML: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];
/// Begins a piece of the sound of a WebM file.
const CLUSTER: [u8; 4] = [0x1F, 0x43, 0xB6, 0x75];
/// How codecs of moving pictures are named in a WebM file.
const PICTURE_CODECS: [&[u8]; 3] = [b"V_VP", b"V_AV1", b"V_M"];
/// First bytes of the streams of sound that an OGG file may hold: Opus, Vorbis, FLAC, Speex.
const OGG_SOUNDS: [&[u8]; 4] = [b"OpusHead", b"\x01vorbis", b"\x7FFLAC", b"Speex   "];
/// Bytes of the head of an OGG page before its table.
const OGG_HEAD: usize = 27;

/// Kind of a sound file; none for what does not begin like one.
pub(super) fn format_of(bytes: &[u8]) -> Option<Told> {
    if bytes.starts_with(&EBML) {
        Some(webm(bytes))
    } else if bytes.starts_with(b"OggS") {
        Some(ogg(bytes))
    } else if part(bytes, 4, 4) == Some(b"ftyp") {
        Some(m4a(bytes))
    } else if bytes.starts_with(b"RIFF") && part(bytes, 8, 4) == Some(b"WAVE") {
        Some(wav(bytes))
    } else {
        mp3(bytes)
    }
}

fn part(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

fn number(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    part(bytes, at, 4)?.try_into().ok()
}

fn position(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

fn told(format: FileFormat, is_whole: bool) -> Told {
    is_whole.then_some(format).ok_or(Misfit::Damaged)
}

fn webm(bytes: &[u8]) -> Told {
    let cluster = position(bytes, &CLUSTER);
    let head = bytes.get(..cluster.unwrap_or(bytes.len()));
    let names = |mark: &[u8]| head.is_some_and(|head| position(head, mark).is_some());
    if !names(b"webm") || PICTURE_CODECS.iter().any(|codec| names(codec)) {
        return Err(Misfit::NotTaken);
    }
    told(FileFormat::Webm, cluster.is_some() && names(b"A_"))
}

/// Walks from page to page: the last one must end with the file.
fn ogg(bytes: &[u8]) -> Told {
    let (mut at, mut is_sound) = (0_usize, false);
    while at < bytes.len() {
        let Some(end) = page_end(bytes, at) else {
            return Err(Misfit::Damaged);
        };
        if at == 0 {
            let page = bytes.get(..end).unwrap_or_default();
            is_sound = OGG_SOUNDS.iter().any(|mark| position(page, mark).is_some());
        }
        at = end;
    }
    is_sound.then_some(FileFormat::Ogg).ok_or(Misfit::NotTaken)
}

fn page_end(bytes: &[u8], at: usize) -> Option<usize> {
    let head = part(bytes, at, OGG_HEAD).filter(|head| head.starts_with(b"OggS"))?;
    let pieces = usize::from(*head.last()?);
    let table = part(bytes, at + OGG_HEAD, pieces)?;
    let length: usize = table.iter().map(|piece| usize::from(*piece)).sum();
    Some(at + OGG_HEAD + pieces + length).filter(|end| *end <= bytes.len())
}

/// Walks from box to box: they must fill the file, and one must describe the sound.
fn m4a(bytes: &[u8]) -> Told {
    let (mut at, mut is_described, mut has_sound) = (0_usize, false, false);
    while at < bytes.len() {
        let Some((kind, end)) = box_at(bytes, at) else {
            return Err(Misfit::Damaged);
        };
        if kind == b"moov" {
            is_described = true;
            if shows_pictures(bytes.get(at..end).unwrap_or_default()) {
                return Err(Misfit::NotTaken);
            }
        }
        has_sound |= kind == b"mdat";
        at = end;
    }
    told(FileFormat::M4a, is_described && has_sound)
}

fn box_at(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let kind = part(bytes, at + 4, 4)?;
    let length = match u32::from_be_bytes(number(bytes, at)?) {
        0 => bytes.len() - at,
        1 => usize::try_from(u64::from_be_bytes(part(bytes, at + 8, 8)?.try_into().ok()?)).ok()?,
        length => usize::try_from(length).ok()?,
    };
    let end = at.checked_add(length)?;
    (length >= 8 && end <= bytes.len()).then_some((kind, end))
}

/// Whether a track of moving pictures is described: a box `hdlr` that says `vide` behind eight more bytes.
fn shows_pictures(described: &[u8]) -> bool {
    described
        .windows(16)
        .any(|window| window.starts_with(b"hdlr") && window.ends_with(b"vide"))
}

/// Walks from chunk to chunk up to the sound; a length of all ones means that it was written while it was recorded.
fn wav(bytes: &[u8]) -> Told {
    let (mut at, mut is_described) = (12_usize, false);
    while let (Some(kind), Some(length)) = (part(bytes, at, 4), number(bytes, at + 4)) {
        let length = u32::from_le_bytes(length);
        let is_open = length == u32::MAX;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let end = at.saturating_add(8).saturating_add(length);
        if kind == b"data" {
            return told(
                FileFormat::Wav,
                is_described && (is_open || end <= bytes.len()),
            );
        }
        is_described |= kind == b"fmt ";
        at = end.saturating_add(length % 2);
    }
    Err(Misfit::Damaged)
}

/// A frame of MPEG sound, at the beginning or behind a tag.
fn mp3(bytes: &[u8]) -> Option<Told> {
    if !bytes.starts_with(b"ID3") {
        return is_frame(bytes, 0).then_some(Ok(FileFormat::Mp3));
    }
    let length = number(bytes, 6).map(|digits| {
        digits
            .iter()
            .fold(0_usize, |sum, digit| (sum << 7) | usize::from(digit & 0x7F))
    });
    let is_whole = length.is_some_and(|length| is_frame(bytes, 10 + length));
    Some(told(FileFormat::Mp3, is_whole))
}

/// Eleven bits of ones, a layer, a bit rate and a sampling rate that exist.
fn is_frame(bytes: &[u8], at: usize) -> bool {
    let Some([0xFF, second, third, _]) = number(bytes, at) else {
        return false;
    };
    let has_layer = second & 0xE0 == 0xE0 && second & 0x06 != 0;
    has_layer && third & 0xF0 != 0xF0 && third & 0x0C != 0x0C
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(kind: &str, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap_or_default();
        [&length.to_be_bytes(), kind.as_bytes(), body].concat()
    }

    fn page(body: &[u8]) -> Vec<u8> {
        let mut head = [0; OGG_HEAD];
        if let Some(mark) = head.get_mut(..4) {
            mark.copy_from_slice(b"OggS");
        }
        if let Some(pieces) = head.last_mut() {
            *pieces = 1;
        }
        let length = u8::try_from(body.len()).unwrap_or_default();
        [head.as_slice(), &[length], body].concat()
    }

    fn wave(length: u32) -> Vec<u8> {
        let sound = [b"data".as_slice(), &length.to_le_bytes(), &[0; 8]].concat();
        let described = [b"fmt ".as_slice(), &16_u32.to_le_bytes(), &[0; 16]].concat();
        [b"RIFF\0\0\0\0WAVE".as_slice(), &described, &sound].concat()
    }

    #[test]
    fn sound_is_known_by_its_structure_and_pictures_that_move_are_not_taken() {
        let spoken = [&EBML, b"..webm..A_OPUS..".as_slice(), &CLUSTER, b"V_VP8"].concat();
        let filmed = [&EBML, b"..webm..V_VP8..A_OPUS..".as_slice(), &CLUSTER].concat();
        let start = made("ftyp", b"M4A \0\0\0\0");
        let moov = |handler: &[u8]| made("moov", &made("hdlr", &[&[0; 8], handler].concat()));
        let voice = [start.clone(), moov(b"soun"), made("mdat", b"....")].concat();
        let film = [start.clone(), moov(b"vide"), made("mdat", b"....")].concat();
        let (opus, theora) = (page(b"OpusHead"), page(b"\x80theora"));
        let cut = |bytes: &[u8]| bytes.get(..bytes.len() - 2).map(<[u8]>::to_vec);
        let whole = Some(Ok(FileFormat::M4a));
        for (bytes, wanted) in [
            (Some(spoken), Some(Ok(FileFormat::Webm))),
            (Some(filmed), Some(Err(Misfit::NotTaken))),
            (Some(EBML.to_vec()), Some(Err(Misfit::NotTaken))),
            (cut(&voice), Some(Err(Misfit::Damaged))),
            (Some(voice), whole),
            (Some(film), Some(Err(Misfit::NotTaken))),
            (Some(start), Some(Err(Misfit::Damaged))),
            (cut(&opus), Some(Err(Misfit::Damaged))),
            (
                Some([opus.clone(), page(b"more")].concat()),
                Some(Ok(FileFormat::Ogg)),
            ),
            (Some(theora), Some(Err(Misfit::NotTaken))),
            (Some(wave(8)), Some(Ok(FileFormat::Wav))),
            (Some(wave(u32::MAX)), Some(Ok(FileFormat::Wav))),
            (Some(wave(9)), Some(Err(Misfit::Damaged))),
            (
                Some(b"ID3\x04\0\0\0\0\0\x02..\xFF\xFB\x90\0".to_vec()),
                Some(Ok(FileFormat::Mp3)),
            ),
            (
                Some(b"ID3\x04\0\0\0\0\0\x02..".to_vec()),
                Some(Err(Misfit::Damaged)),
            ),
            (Some(b"\xFF\xF3\x90\0".to_vec()), Some(Ok(FileFormat::Mp3))),
            (Some(b"\xFF\xF1\x50\0".to_vec()), None),
            (Some(b"\xFF\xD8\xFF\xE0".to_vec()), None),
        ] {
            let bytes = bytes.unwrap_or_default();
            assert_eq!(format_of(&bytes), wanted, "{bytes:?}");
        }
    }
}
