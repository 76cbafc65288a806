#include "text/graphemes.h"

#include <cstdint>

#include "base/cancelled.h"
#include "text/generated/grapheme_breaks.inc"
#include "text/utf8.h"

namespace tg {
namespace {

// In the order of the generated table.
enum class Break : std::uint8_t {
  other,
  cr,
  lf,
  control,
  extend,
  zwj,
  regional_indicator,
  prepend,
  spacing_mark,
  l,
  v,
  t,
  lv,
  lvt,
};

constexpr unsigned kBlockBits = 7;
constexpr std::uint8_t kBreakMask = 0xF;
constexpr std::uint8_t kPictographicBit = 0x10;

struct Character {
  Break kind;
  bool pictographic;
  std::size_t length;
};

std::uint8_t value_of(char32_t code_point) {
  const std::size_t block = unicode::kGraphemeIndex[code_point >> kBlockBits];
  return unicode::kGraphemeBlocks[block << kBlockBits | (code_point & ((1u << kBlockBits) - 1))];
}

Character character_at(std::string_view text, std::size_t position) {
  const Decoded decoded = decode_utf8(text, position);
  const std::uint8_t value = value_of(decoded.code_point);
  return {static_cast<Break>(value & kBreakMask), (value & kPictographicBit) != 0, decoded.length};
}

bool is_control(Break kind) {
  return kind == Break::cr || kind == Break::lf || kind == Break::control;
}

// GB6 to GB8.
bool joins_hangul(Break before, Break after) {
  if (before == Break::l) {
    return after == Break::l || after == Break::v || after == Break::lv || after == Break::lvt;
  }
  if (before == Break::lv || before == Break::v) return after == Break::v || after == Break::t;
  return (before == Break::lvt || before == Break::t) && after == Break::t;
}

// What of the cluster so far the rules look back at.
class Cluster {
 public:
  explicit Cluster(Character first) { add(first); }

  bool joins(Character next) const {
    if (last_ == Break::cr) return next.kind == Break::lf;                            // GB3, GB4
    if (is_control(last_) || is_control(next.kind)) return false;                     // GB4, GB5
    if (joins_hangul(last_, next.kind)) return true;                                  // GB6 - GB8
    if (next.kind == Break::extend || next.kind == Break::zwj) return true;           // GB9
    if (next.kind == Break::spacing_mark) return true;                                // GB9a
    if (last_ == Break::prepend) return true;                                         // GB9b
    if (awaits_pictograph_ && last_ == Break::zwj && next.pictographic) return true;  // GB11
    return next.kind == Break::regional_indicator && indicators_ % 2 == 1;            // GB12, GB13
  }

  void add(Character next) {
    // A pictograph followed by nothing but extending characters.
    awaits_pictograph_ =
        next.pictographic || (awaits_pictograph_ && (next.kind == Break::extend || next.kind == Break::zwj));
    indicators_ = next.kind == Break::regional_indicator ? indicators_ + 1 : 0;
    last_ = next.kind;
  }

 private:
  Break last_ = Break::other;
  bool awaits_pictograph_ = false;
  std::size_t indicators_ = 0;  // at the end of the cluster
};

}  // namespace

// Vowels and trailing consonants of Hangul are not said to extend anything, but follow syllables, which are plain.
ClusterRole cluster_role_of(char32_t code_point) {
  switch (static_cast<Break>(value_of(code_point) & kBreakMask)) {
    case Break::other:
    case Break::lv:
    case Break::lvt:
      return ClusterRole::plain;
    case Break::extend:
    case Break::zwj:
    case Break::spacing_mark:
    case Break::v:
    case Break::t:
      return ClusterRole::extends;
    default:
      return ClusterRole::other;
  }
}

std::size_t end_of_grapheme(std::string_view text, std::size_t position) {
  const Character first = character_at(text, position);
  Cluster cluster(first);
  CancelPoll cancelled;
  for (position += first.length; position < text.size() && !cancelled();) {
    const Character next = character_at(text, position);
    if (!cluster.joins(next)) break;
    cluster.add(next);
    position += next.length;
  }
  return position;
}

}  // namespace tg
