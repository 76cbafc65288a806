// Text is left alone up to the last boundary before the first character that the quick check doubts. From there to the
// next boundary a segment is decomposed, ordered by combining class and composed again; then the check goes on. A
// boundary stands before a character of class 0 that the quick check is sure of: nothing before it can reach over it.
//
// Origins follow Hugging Face's NormalizedString. Each character of the result carries a change: 0, it replaces one
// character; +1, it was inserted, as all but the first of a decomposition are; -n, it replaces one character and n more
// behind it are gone. Composing two adds their changes and takes 1 off. The changes are then replayed over the old text
// from left to right: a character that replaces takes the origin of the old character at hand, and the replay steps
// over that and n more; an inserted one takes the origin of the last byte stepped over. When marks change places, the
// changes travel with them, so an origin may be a neighbour's: we keep that, because offsets have to equal theirs.
#include "text/normal_forms.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "base/cancelled.h"
#include "text/ascii.h"
#include "text/generated/normal_forms.inc"
#include "text/utf8.h"

namespace tg {
namespace {

// --- the tables ---

constexpr unsigned kBlockBits = 7;

unsigned normal_properties_of(char32_t code_point) {
  const std::size_t block = unicode::kNormalIndex[code_point >> kBlockBits];
  return unicode::kNormalBlocks[block << kBlockBits | (code_point & ((1u << kBlockBits) - 1))];
}

std::uint8_t combining_class_of(char32_t code_point) {
  return static_cast<std::uint8_t>(normal_properties_of(code_point) & 0xFF);
}

// Where the two bits of a form's quick check stand above the combining class; 0 is a yes.
unsigned quick_check_shift(NormalForm form) {
  switch (form) {
    case NormalForm::nfc:
      return 8;
    case NormalForm::nfd:
      return 10;
    case NormalForm::nfkc:
      return 12;
    case NormalForm::nfkd:
      return 14;
  }
  return 8;
}

bool is_compatible(NormalForm form) {
  return form == NormalForm::nfkc || form == NormalForm::nfkd;
}

bool is_composed(NormalForm form) {
  return form == NormalForm::nfc || form == NormalForm::nfkc;
}

// The full decomposition behind its length in the pool, or null.
const char32_t* decomposition_of(char32_t code_point, bool compatible) {
  const auto* end = std::end(unicode::kDecompositions);
  const auto* entry = std::lower_bound(std::begin(unicode::kDecompositions), end, code_point,
                                       [](const auto& row, char32_t wanted) { return row.code_point < wanted; });
  if (entry == end || entry->code_point != code_point) return nullptr;
  const std::size_t position = compatible ? entry->compatible : entry->canonical;
  return position == 0 ? nullptr : unicode::kDecompositionPool + position;
}

// --- Hangul syllables, by arithmetic (section 3.12 of the Unicode standard) ---

constexpr char32_t kSyllableBase = 0xAC00;
constexpr char32_t kLeadBase = 0x1100;
constexpr char32_t kVowelBase = 0x1161;
constexpr char32_t kTrailBase = 0x11A7;
constexpr char32_t kLeads = 19;
constexpr char32_t kVowels = 21;
constexpr char32_t kTrails = 28;  // the first stands for none
constexpr char32_t kSyllables = kLeads * kVowels * kTrails;

// Differences of char32_t wrap around, so one comparison checks both ends.
bool is_syllable(char32_t code_point) {
  return code_point - kSyllableBase < kSyllables;
}

// 0 when the two do not compose.
char32_t compose_hangul(char32_t first, char32_t second) {
  if (first - kLeadBase < kLeads && second - kVowelBase < kVowels) {
    return kSyllableBase + ((first - kLeadBase) * kVowels + (second - kVowelBase)) * kTrails;
  }
  const bool lacks_trail = is_syllable(first) && (first - kSyllableBase) % kTrails == 0;
  if (lacks_trail && second - kTrailBase - 1 < kTrails - 1) return first + (second - kTrailBase);
  return 0;
}

// 0 when the two do not compose.
char32_t compose(char32_t first, char32_t second) {
  if (const char32_t syllable = compose_hangul(first, second)) return syllable;
  const auto* end = std::end(unicode::kCompositions);
  const auto* entry =
      std::lower_bound(std::begin(unicode::kCompositions), end, std::pair(first, second),
                       [](const auto& row, const auto& wanted) { return std::pair(row.first, row.second) < wanted; });
  return entry != end && entry->first == first && entry->second == second ? entry->composite : 0;
}

// --- a segment ---

struct Character {
  char32_t code_point;
  std::int32_t change;
  std::uint8_t combining_class;
};
using Segment = std::vector<Character>;

void append_character(Segment& segment, char32_t code_point, std::int32_t change) {
  segment.push_back({code_point, change, combining_class_of(code_point)});
}

void append_decomposed_syllable(Segment& segment, char32_t syllable) {
  const char32_t index = syllable - kSyllableBase;
  append_character(segment, kLeadBase + index / (kVowels * kTrails), 0);
  append_character(segment, kVowelBase + index / kTrails % kVowels, 1);
  if (index % kTrails != 0) append_character(segment, kTrailBase + index % kTrails, 1);
}

void append_decomposed(Segment& segment, char32_t code_point, bool compatible) {
  if (is_syllable(code_point)) return append_decomposed_syllable(segment, code_point);
  const char32_t* parts = decomposition_of(code_point, compatible);
  if (parts == nullptr) return append_character(segment, code_point, 0);
  for (char32_t index = 1; index <= parts[0]; ++index) append_character(segment, parts[index], index == 1 ? 0 : 1);
}

bool by_class(const Character& a, const Character& b) {
  return a.combining_class < b.combining_class;
}

// Sorts by combining class, equal ones in their order, in linear time: a run of marks can be as long as a text.
void sort_long_run(std::span<Character> run) {
  std::array<std::size_t, 257> begins{};
  for (const Character& mark : run) ++begins[mark.combining_class + std::size_t{1}];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  Segment sorted(run.size());
  for (const Character& mark : run) sorted[begins[mark.combining_class]++] = mark;
  std::ranges::copy(sorted, run.begin());
}

// Sorts every run of marks by combining class, equal ones in their order.
void order_marks(Segment& segment) {
  constexpr std::ptrdiff_t kShort = 32;
  const auto is_starter = [](const Character& character) { return character.combining_class == 0; };
  for (auto run = segment.begin(); run != segment.end();) {
    const auto end = std::find_if(run, segment.end(), is_starter);
    if (end - run <= kShort) {
      std::stable_sort(run, end, by_class);
    } else {
      sort_long_run({run, end});
    }
    run = std::find_if_not(end, segment.end(), is_starter);
  }
}

// Composes in place. A character is blocked from the last starter when one between them has the same class or a higher.
void compose_segment(Segment& segment) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t starter = kNone;
  std::size_t size = 0;
  for (const Character& next : segment) {
    if (starter != kNone) {
      const bool adjacent = starter + 1 == size;
      const bool blocked = !adjacent && segment[size - 1].combining_class >= next.combining_class;
      const char32_t composite = blocked ? 0 : compose(segment[starter].code_point, next.code_point);
      if (composite != 0) {
        segment[starter].code_point = composite;
        segment[starter].change += next.change - 1;
        continue;
      }
    }
    if (next.combining_class == 0) starter = size;
    segment[size++] = next;
  }
  segment.resize(size);
}

// --- the text ---

struct Checked {
  std::size_t length;
  std::uint8_t combining_class;
  bool sure;  // that the character is as the form wants it, whatever stands before it

  bool is_boundary() const { return sure && combining_class == 0; }
};

Checked check(NormalForm form, const Decoded& decoded) {
  const unsigned properties = normal_properties_of(decoded.code_point);
  const bool sure = (properties >> quick_check_shift(form) & 3) == 0;
  return {decoded.length, static_cast<std::uint8_t>(properties & 0xFF), sure};
}

// The first place where the text is perhaps not normalized, and the boundary before it.
struct Doubt {
  std::size_t boundary;
  std::size_t at;
};

// Reads on from the boundary at `position`. Without any doubt, both places are the end of the text.
Doubt first_doubt(NormalForm form, std::string_view text, std::size_t position) {
  std::uint8_t last_class = 0;
  CancelPoll cancelled;
  for (std::size_t boundary = position; position < text.size() && !cancelled();) {
    if (static_cast<unsigned char>(text[position]) < 0x80) {
      position = ascii::end_of_run(text, position);
      boundary = position - 1;
      last_class = 0;
      continue;
    }
    const Checked next = check(form, decode_utf8(text, position));
    if (!next.sure || (next.combining_class != 0 && next.combining_class < last_class)) return {boundary, position};
    if (next.combining_class == 0) boundary = position;
    last_class = next.combining_class;
    position += next.length;
  }
  return {text.size(), text.size()};
}

class Normalizer {
 public:
  Normalizer(NormalForm form, const AlignedText& text, AlignedText& out) : form_(form), text_(text), out_(out) {}

  void run(Doubt doubt) {
    CancelPoll cancelled;
    for (std::size_t position = 0; position < text_.bytes.size() && !cancelled();) {
      copy(position, doubt.boundary);
      position = normalize_segment(doubt);
      doubt = first_doubt(form_, text_.bytes, position);
    }
  }

 private:
  void copy(std::size_t begin, std::size_t end) {
    out_.bytes.append(text_.bytes, begin, end - begin);
    if (text_.origins.empty()) return;
    const Span* origins = text_.origins.data();
    out_.origins.insert(out_.origins.end(), origins + begin, origins + end);
  }

  // Returns where the segment ends: at the first boundary behind the doubt.
  std::size_t normalize_segment(const Doubt& doubt) {
    segment_.clear();
    std::size_t end = doubt.boundary;
    while (end < text_.bytes.size()) {
      const Decoded next = decode_utf8(text_.bytes, end);
      if (end > doubt.at && check(form_, next).is_boundary()) break;
      append_decomposed(segment_, next.code_point, is_compatible(form_));
      end += next.length;
    }
    order_marks(segment_);
    if (is_composed(form_)) compose_segment(segment_);
    write_segment(doubt.boundary);
    return end;
  }

  // Replays the changes of the segment over the old text from `position`.
  void write_segment(std::size_t position) {
    for (const Character& character : segment_) {
      append_utf8(out_.bytes, character.code_point);
      if (text_.origins.empty()) continue;
      out_.origins.resize(out_.bytes.size(), origin_at(position, character.change));
      for (std::int32_t steps = 1 - character.change; steps > 0 && position < text_.bytes.size(); --steps) {
        position += decode_utf8(text_.bytes, position).length;
      }
    }
  }

  Span origin_at(std::size_t position, std::int32_t change) const {
    if (change <= 0 && position < text_.origins.size()) return text_.origins[position];
    return position == 0 ? Span{0, 0} : text_.origins[position - 1];
  }

  NormalForm form_;
  const AlignedText& text_;
  AlignedText& out_;
  Segment segment_;
};

}  // namespace

bool is_surely_normalized(NormalForm form, std::string_view text) {
  return first_doubt(form, text, 0).at == text.size();
}

Decomposition canonical_decomposition(char32_t code_point) {
  const bool is_whole = (normal_properties_of(code_point) >> quick_check_shift(NormalForm::nfd) & 3) == 0;
  if (is_whole) return {{code_point}, 1};
  if (is_syllable(code_point)) {
    const char32_t index = code_point - kSyllableBase;
    const char32_t trail = index % kTrails;
    return {{kLeadBase + index / (kVowels * kTrails), kVowelBase + index / kTrails % kVowels, kTrailBase + trail},
            trail == 0 ? std::size_t{2} : std::size_t{3}};
  }
  const char32_t* parts = decomposition_of(code_point, false);
  if (parts == nullptr) return {{code_point}, 1};
  Decomposition found{{}, parts[0]};
  std::copy_n(parts + 1, found.size, found.parts);
  return found;
}

std::uint8_t combining_class(char32_t code_point) {
  return combining_class_of(code_point);
}

void normalize(NormalForm form, AlignedText& text, bool track_origins) {
  if (!track_origins) text.origins.clear();
  const Doubt doubt = first_doubt(form, text.bytes, 0);
  if (doubt.at == text.bytes.size()) return;
  AlignedText out;
  out.bytes.reserve(text.bytes.size());
  out.origins.reserve(text.origins.size());
  Normalizer(form, text, out).run(doubt);
  text = std::move(out);
}

}  // namespace tg
