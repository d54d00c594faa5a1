//! Memory of which only some bits are known: the program's own memory, and over it pages for what it writes.
//!
//! The arena's body has no contents: whatever is loaded there is unknown, and stores there leave no trace.
//! A journal takes writes back, to the last of a stack of marks, so that both sides of a branch start alike. A list of
//! changes says which words may differ from what they were at some point, however they came to be what they are now.

use super::error::BoundError;
use super::value::Value;
use crate::arena::{ARENA_BASE, HEADER_BYTES};
use crate::memory::{Memory, PAGE_BYTES, PAGE_LOG2};
use std::collections::{BTreeMap, HashMap};

const WORDS: usize = PAGE_BYTES / 8;
/// Most pages with words that were written.
pub(super) const MAX_PAGES: usize = 1 << 12;
/// Slots of the table of pages used last.
const RECENT: usize = 64;
/// A page that was not written.
const ABSENT: u32 = u32::MAX;
/// Most changes that are listed.
const MAX_CHANGES: usize = 1 << 20;

/// A word.
#[derive(Clone, Copy)]
struct Word {
    value: Value,
    /// The newest mark since which its value before is in the journal.
    noted: u64,
    /// The newest point since which its value before is in the list of changes.
    listed: u64,
}

/// Which word: page in the order of their making, and place in it.
pub(super) type Place = (u32, u16);

/// Values of words that were written; some may be there more than once, with one value.
pub(super) type Writes = Vec<(Place, Value)>;

/// A point that changes can be told since.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    list: u64,
    at: usize,
}

/// A point that writes can be taken back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    journal: usize,
    id: u64,
    /// The mark before it, 0 for none.
    before: u64,
}

/// See the module.
pub(super) struct Partial {
    base: Memory,
    body_end: u64,
    pages: Vec<Box<[Word; WORDS]>>,
    numbers: HashMap<u64, u32>,
    recent: [(u64, u32); RECENT],
    journal: Vec<(Place, Word)>,
    /// Words that were changed, each with its value before, at least once after each point.
    changes: Vec<(Place, Value)>,
    /// How often the list was begun anew.
    list: u64,
    /// Points so far, and one.
    points: u64,
    /// The newest mark; 0 for none.
    mark: u64,
    marks: u64,
    version: u64,
    versions: u64,
}

impl Partial {
    /// Memory with an arena of `2^log2_size` bytes.
    pub fn new(base: Memory, log2_size: u32) -> Self {
        Self {
            base,
            body_end: ARENA_BASE + (1 << log2_size),
            pages: Vec::new(),
            numbers: HashMap::new(),
            recent: [(u64::MAX, ABSENT); RECENT],
            journal: Vec::new(),
            changes: Vec::new(),
            list: 0,
            points: 1,
            mark: 0,
            marks: 0,
            version: 0,
            versions: 0,
        }
    }

    /// Whether all words that hold an address from `least` to `greatest` lie in the arena's body.
    #[inline(always)]
    pub fn in_body(&self, least: u64, greatest: u64) -> bool {
        least >= ARENA_BASE + HEADER_BYTES as u64 && greatest < self.body_end
    }

    /// First and last address of the arena's body.
    pub fn body(&self) -> (u64, u64) {
        (ARENA_BASE + HEADER_BYTES as u64, self.body_end - 1)
    }

    /// The number in `pages` of the page that holds an address.
    #[inline(always)]
    fn find(&mut self, address: u64) -> u32 {
        let number = address >> PAGE_LOG2;
        let slot = &mut self.recent[number as usize % RECENT];
        if slot.0 != number {
            *slot = (number, self.numbers.get(&number).copied().unwrap_or(ABSENT));
        }
        slot.1
    }

    /// The page that holds an address, as code: it must hold what the program starts with, whatever the arena holds,
    /// and on every way.
    pub fn code(&self, pc: u64) -> Result<&[u8; PAGE_BYTES], BoundError> {
        let number = pc >> PAGE_LOG2;
        if (ARENA_BASE >> PAGE_LOG2..=(self.body_end - 1) >> PAGE_LOG2).contains(&number) {
            return Err(BoundError::Unsupported { pc, cause: "code in the arena" });
        }
        if self.numbers.contains_key(&number) {
            return Err(BoundError::Unsupported { pc, cause: "code that the program has written" });
        }
        self.base.page(number)?.ok_or(BoundError::NoCode { pc })
    }

    /// The word that holds an address outside the arena's body.
    #[inline(always)]
    pub fn load(&mut self, address: u64) -> Result<Value, BoundError> {
        match self.find(address) {
            ABSENT => Ok(Value::known(self.base.load(address & !7)?)),
            page => Ok(self.pages[page as usize][address as usize % PAGE_BYTES / 8].value),
        }
    }

    /// Makes the page of an address one that can be written; false if there are too many.
    pub fn open(&mut self, address: u64) -> Result<bool, BoundError> {
        if self.find(address) != ABSENT {
            return Ok(true);
        }
        if self.pages.len() == MAX_PAGES {
            return Ok(false);
        }
        let (number, page) = (address >> PAGE_LOG2, self.pages.len() as u32);
        let mut words = Box::new([Word { value: Value::TOP, noted: 0, listed: 0 }; WORDS]);
        for (index, word) in words.iter_mut().enumerate() {
            word.value = Value::known(self.base.load((number << PAGE_LOG2) + 8 * index as u64)?);
        }
        self.pages.push(words);
        self.numbers.insert(number, page);
        self.recent[number as usize % RECENT] = (number, page);
        Ok(true)
    }

    /// Writes the word that holds an address; its page was opened. False if it was not.
    #[inline(always)]
    pub fn store(&mut self, address: u64, value: Value) -> bool {
        match self.find(address) {
            ABSENT => false,
            page => {
                self.put((page, (address as usize % PAGE_BYTES / 8) as u16), value);
                true
            }
        }
    }

    /// Writes a word.
    #[inline(always)]
    pub fn put(&mut self, place: Place, value: Value) {
        let word = &mut self.pages[place.0 as usize][place.1 as usize % WORDS];
        if word.noted < self.mark {
            self.journal.push((place, *word));
            word.noted = self.mark;
        }
        if word.value != value {
            self.change(place, value);
            self.versions += 1;
            self.version = self.versions;
        }
    }

    /// Gives a word another value.
    #[inline(always)]
    fn change(&mut self, place: Place, value: Value) {
        let word = &mut self.pages[place.0 as usize][place.1 as usize % WORDS];
        if word.listed < self.points {
            self.changes.push((place, word.value));
            word.listed = self.points;
        }
        word.value = value;
    }

    /// A point to tell changes since.
    pub fn point(&mut self) -> Point {
        if self.changes.len() > MAX_CHANGES {
            self.changes.clear();
            self.list += 1;
        }
        self.points += 1;
        Point { list: self.list, at: self.changes.len() }
    }

    /// The words that may have another value than at a point, each first with that value; `None` if that is not known
    /// any more.
    pub fn changes_since(&self, point: Point) -> Option<&[(Place, Value)]> {
        (point.list == self.list).then(|| &self.changes[point.at..])
    }

    /// Sets a mark.
    pub fn mark(&mut self) -> Mark {
        self.marks += 1;
        let mark = Mark { journal: self.journal.len(), id: self.marks, before: self.mark };
        self.mark = mark.id;
        mark
    }

    /// What was written since a mark.
    pub fn writes(&self, mark: Mark) -> Writes {
        self.journal[mark.journal..].iter().map(|&(place, _)| (place, self.value(place))).collect()
    }

    /// What the words that were written since a mark held before.
    pub fn written_over(&self, mark: Mark) -> BTreeMap<Place, Value> {
        let mut before = BTreeMap::new();
        for &(place, word) in &self.journal[mark.journal..] {
            before.entry(place).or_insert(word.value);
        }
        before
    }

    /// The value of a word.
    pub fn value(&self, place: Place) -> Value {
        self.pages[place.0 as usize][place.1 as usize].value
    }

    /// A number that stands for the contents: where it is the same, so are they.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// A number for contents that have none.
    pub fn new_version(&mut self) -> u64 {
        self.versions += 1;
        self.versions
    }

    /// Says that the contents are those of a version again.
    pub fn set_version(&mut self, version: u64) {
        self.version = version;
    }

    /// Takes back what was written since a mark, which then is the newest.
    pub fn roll_back(&mut self, mark: Mark) {
        self.mark = mark.id;
        while self.journal.len() > mark.journal
            && let Some((place, word)) = self.journal.pop()
        {
            self.change(place, word.value);
            self.pages[place.0 as usize][place.1 as usize].noted = word.noted;
        }
    }

    /// Writes words again.
    pub fn apply(&mut self, writes: &Writes) {
        for &(place, value) in writes {
            self.put(place, value);
        }
    }

    /// Removes the newest mark. What was written since then was written since the mark before it.
    pub fn forget(&mut self, newest: Mark) {
        self.mark = newest.before;
        let mut kept = newest.journal;
        for at in newest.journal..self.journal.len() {
            // A word that the mark before it already has noted must go back further than to here.
            if self.journal[at].1.noted < self.mark {
                self.journal[kept] = self.journal[at];
                kept += 1;
            }
        }
        self.journal.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_nest() {
        let mut memory = Partial::new(Memory::default(), 10);
        let load = |memory: &mut Partial, at| memory.load(at).unwrap().word().unwrap();
        assert!(!memory.store(0x100, Value::known(1)));
        assert!(memory.open(0x100).unwrap());
        assert!(memory.store(0x100, Value::known(1)) && memory.journal.is_empty());
        let outer = memory.mark();
        memory.store(0x100, Value::known(2));
        let inner = memory.mark();
        memory.store(0x100, Value::known(3));
        memory.store(0x108, Value::known(4));
        assert_eq!(memory.writes(inner).len(), 2);
        memory.roll_back(inner);
        assert_eq!((load(&mut memory, 0x107), load(&mut memory, 0x108)), (2, 0));
        memory.store(0x100, Value::known(5));
        memory.store(0x110, Value::known(6));
        memory.forget(inner);
        assert_eq!(memory.journal.len(), 2);
        memory.store(0x110, Value::known(7));
        assert_eq!(memory.journal.len(), 2);
        memory.roll_back(outer);
        assert_eq!((load(&mut memory, 0x100), load(&mut memory, 0x110)), (1, 0));
        memory.store(0x100, Value::known(8));
        memory.forget(outer);
        assert!(memory.journal.is_empty());
        assert_eq!(load(&mut memory, 0x100), 8);
    }

    /// Whatever was written and taken back: what is not told is as it was, and what is told comes with what it was.
    #[test]
    fn changes_are_told() {
        let mut memory = Partial::new(Memory::default(), 10);
        assert!(memory.open(0x100).unwrap());
        memory.store(0x100, Value::known(1));
        let outer = memory.mark();
        memory.store(0x108, Value::known(2));
        let first = memory.point();
        assert!(memory.changes_since(first).unwrap().is_empty());
        memory.store(0x100, Value::known(3));
        memory.store(0x100, Value::known(4));
        let second = memory.point();
        memory.store(0x100, Value::known(5));
        memory.roll_back(outer);
        let told = |point| -> Vec<(u16, u64)> {
            let changes = memory.changes_since(point).unwrap().iter();
            changes.map(|((_, word), value)| (*word, value.word().unwrap())).collect()
        };
        assert_eq!(told(first), [(0x20, 1), (0x20, 4), (0x21, 2)]);
        assert_eq!(told(second), [(0x20, 4), (0x21, 2)]);
        memory.changes.resize(MAX_CHANGES + 1, ((0, 0), Value::TOP));
        let third = memory.point();
        assert!(memory.changes_since(second).is_none() && memory.changes_since(third).unwrap().is_empty());
    }

    #[test]
    fn the_body_is_the_arena_without_its_header() {
        let memory = Partial::new(Memory::default(), 10);
        assert!(memory.in_body(ARENA_BASE + 32, ARENA_BASE + 1023));
        assert!(!memory.in_body(ARENA_BASE + 31, ARENA_BASE + 40));
        assert!(!memory.in_body(ARENA_BASE + 32, ARENA_BASE + 1024));
    }
}
