#include "tokenizer/bpe/character_borders.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/utf8_validity.h"
#include "text/utf8.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

static_assert(std::endian::native == std::endian::little, "characters are read as they lie in memory");

// o200k has 25,000 pairs; one border in forty is then left closed for nothing.
constexpr std::size_t kBits = std::size_t{1} << 20;  // bit_of has as many values

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

std::uint32_t part_of(std::string_view bytes) {
  std::uint32_t part = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) part |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  return part;
}

std::size_t length_at(std::string_view text, std::size_t at) {
  return std::min(utf8_length(static_cast<unsigned char>(text[at])), text.size() - at);
}

constexpr std::uint64_t bit_of(std::uint32_t before, std::uint32_t behind) {
  return (std::uint64_t{before} << 32 | behind) * 0x9E3779B97F4A7C15u >> 44;
}

}  // namespace

CharacterBorders::CharacterBorders(const TokenTable& tokens) : bits_(kBits / 64) {
  for (TokenId id = 0; id < tokens.id_bound(); ++id) add_token(tokens[id]);
}

void CharacterBorders::add_token(std::string_view token) {
  const std::size_t ascii = skip_ascii(token, 0);
  for (std::size_t at = 1; at < token.size(); ++at) {
    if (is_ascii(token[at - 1]) && is_ascii(token[at])) ascii_[ascii_place(token[at - 1], token[at])] = true;
  }
  for (std::size_t at = ascii > 1 ? ascii - 1 : 0; at + 1 < token.size();) {
    const std::size_t before = at;
    for (++at; at < token.size() && continues_character(token[at]); ++at) {
    }
    if (at == token.size() || at - before > 4) continue;
    const std::size_t length = length_at(token, at);
    if (is_ascii(token[before]) && is_ascii(token[at])) continue;
    const Part left = part_of(token.substr(before, at - before));
    const Part right = part_of(token.substr(at, length));
    const bool left_is_part = continues_character(token[before]);
    const bool right_is_part = length < utf8_length(static_cast<unsigned char>(token[at]));
    add(left, right);
    if (left_is_part && right_is_part) {
      ends_[last_byte(left)] = true;
      begins_[right & 0xFF] = true;
    }
    if (left_is_part) flags_[flag_place(right)] |= kBehindPart;
    if (right_is_part) flags_[flag_place(left)] |= kBeforePart;
  }
}

void CharacterBorders::add(Part before, Part behind) {
  const std::uint64_t bit = bit_of(before, behind);
  bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

bool CharacterBorders::has(Part before, Part behind) const {
  const std::uint64_t bit = bit_of(before, behind);
  return (bits_[bit / 64] >> (bit % 64) & 1) != 0;
}

// All ends of the one with all beginnings of the other.
bool CharacterBorders::has_with_parts(Part before, Part behind) const {
  Part end = before;
  do {
    for (Part mask = 0xFF;; mask = mask << 8 | 0xFF) {
      if (has(end, behind & mask)) return true;
      if (mask >= behind) break;
    }
    end >>= 8;
  } while (end != 0);
  return false;
}

// Behind the characters of ASCII from `at` on of which each stands behind the one before it in some token.
std::size_t CharacterBorders::skip_joined_ascii(std::string_view text, std::size_t at) const {
  while (at < text.size() && is_ascii(text[at]) && ascii_[ascii_place(text[at - 1], text[at])]) ++at;
  return at;
}

// The character at `at_`, which moves behind it.
inline CharacterBorders::Part CharacterBorders::Cut::take_character() {
  const std::size_t length = utf8_length(static_cast<unsigned char>(piece_[at_]));
  const std::size_t at = std::exchange(at_, at_ + length);
  if (at >= quick_) return part_of(piece_.substr(at, length));
  Part character;
  std::memcpy(&character, piece_.data() + at, sizeof character);
  return character & ~Part{0} >> (32 - 8 * length);
}

CharacterBorders::Cut::Cut(const CharacterBorders& borders, std::string_view piece, const char* end)
    : borders_(borders), piece_(piece), place_(piece.size()) {
  if (!borders.knows()) return;
  const auto readable = static_cast<std::size_t>(end - piece.data());
  quick_ = readable < 4 ? 0 : std::min(piece.size(), readable - 3);
  before_ = take_character();
  go_on();
}

void CharacterBorders::Cut::go_on() {
  while (at_ < piece_.size()) {
    if (before_ < 0x80 && is_ascii(piece_[at_])) {
      at_ = borders_.skip_joined_ascii(piece_, at_);
      if (at_ == piece_.size()) break;
      before_ = static_cast<unsigned char>(piece_[at_ - 1]);
      if (is_ascii(piece_[at_])) {
        place_ = at_;
        before_ = static_cast<unsigned char>(piece_[at_++]);
        return;
      }
    }
    place_ = at_;
    const Part before = std::exchange(before_, take_character());
    if (!borders_.may_join(before, before_)) return;
  }
  place_ = piece_.size();
}

}  // namespace tg
