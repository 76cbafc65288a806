#include "tokenizer/short_key.h"

#include <algorithm>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// Few different bytes, zero among them, so that pieces differ in as little as pieces can.
std::string random_piece(Draws& draws) {
  constexpr char kBytes[] = {'\0', '\x01', 'a', '\xFF'};
  std::string piece(draws.below(ShortKey::kLongest + 1), '\0');
  const std::uint64_t kinds = 1 + draws.below(std::size(kBytes));
  for (char& byte : piece) byte = kBytes[draws.below(kinds)];
  return piece;
}

// A neighbour of `piece`: one byte other, longer or shorter.
std::string nearly(Draws& draws, std::string piece) {
  const std::uint64_t what = draws.below(4);
  if (what == 0 && !piece.empty()) piece[draws.below(piece.size())] ^= static_cast<char>(1 << draws.below(8));
  if (what == 1 && !piece.empty()) piece.pop_back();
  if (what == 2 && piece.size() < ShortKey::kLongest) piece.push_back(draws.below(2) == 0 ? '\0' : 'a');
  return piece;
}

TEST("keys are equal exactly when the pieces are, and hash alike") {
  int equal = 0;
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    Draws draws(seed);
    const std::string a = random_piece(draws);
    const std::string b = draws.below(2) == 0 ? nearly(draws, a) : random_piece(draws);
    const ShortKey key = short_key_of(a);
    const ShortKey other = short_key_of(b);
    equal += a == b ? 1 : 0;
    if ((key == other) == (a == b) && (a != b || key.hash(seed) == other.hash(seed))) continue;
    return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
  }
  CHECK(equal > 1000);
}

TEST("pieces of all lengths have keys of their own, even where all bytes are zero") {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> keys;
  for (std::size_t size = 0; size <= ShortKey::kLongest; ++size) {
    for (const char fill : {'\0', '\x01', '\xFF'}) {
      if (size == 0 && fill != '\0') continue;
      const ShortKey key = short_key_of(std::string(size, fill));
      keys.emplace_back(key.low, key.high);
      CHECK_EQUAL(key.high >> 56, size);
    }
  }
  std::ranges::sort(keys);
  CHECK(std::ranges::adjacent_find(keys) == keys.end());
}

TEST("a key does not depend on what lies behind the piece") {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    Draws draws(seed);
    const std::string piece = random_piece(draws);
    std::string text = piece;
    while (text.size() < 16) text.push_back(static_cast<char>(draws.below(256)));
    if (short_key_at(text.data(), piece.size()) == short_key_of(piece)) continue;
    return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
  }
}

TEST("keys at every place of a text, up to its last byte, are those of its parts") {
  Draws draws(7);
  // On the heap and of its exact size, so that a sanitizer sees a byte that is read behind it.
  std::vector<char> text(40);
  for (char& byte : text) byte = static_cast<char>(draws.below(256));
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    for (std::size_t size = 0; size <= std::min(ShortKey::kLongest, text.size() - begin); ++size) {
      const std::string_view piece(text.data() + begin, size);
      const ShortKey key = short_key_of(piece);
      CHECK(key == short_key_of(std::string(piece)));
      if (text.size() - begin >= 16) CHECK(key == short_key_at(piece.data(), size));
    }
  }
}

}  // namespace
}  // namespace tg::test
