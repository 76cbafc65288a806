// SentencePiece's table of replacements, honest and hostile.
#include "tokenizer/charsmap.h"

#include "check.h"

namespace tg::test {
namespace {

constexpr std::size_t kUnits = 512;

struct Units {
  std::vector<std::uint32_t> units = std::vector<std::uint32_t>(kUnits);

  // The root's children lie from `base` on; a rule for one byte has its leaf at `leaf`.
  void rule(std::uint32_t base, unsigned char byte, std::uint32_t leaf, std::uint32_t place) {
    units[0] = base << 10;
    const std::uint32_t node = base ^ byte;
    units[node] = (node ^ leaf) << 10 | 1u << 8 | byte;
    if (leaf < units.size()) units[leaf] = place;
  }

  std::string bytes(std::string_view replacements) const {
    std::string out = number(static_cast<std::uint32_t>(units.size() * 4));
    for (const std::uint32_t unit : units) out += number(unit);
    return out.append(replacements);
  }

  static std::string number(std::uint32_t value) {
    std::string out;
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
    return out;
  }
};

std::string refusal(std::string_view bytes) {
  return Charsmap::read(bytes, "normalizer.precompiled_charsmap").status().message();
}

TEST("the rule that a chunk begins with replaces all of it") {
  Units units;
  units.rule(256, 'a', 400, 3);
  const auto map = Charsmap::read(units.bytes(std::string_view("xy\0bcd\0", 7)), "map");
  REQUIRE_OK(map);
  CHECK_EQUAL(std::string(map->find("a").value_or("none")), "bcd");
  CHECK_EQUAL(std::string(map->find("a\u0301").value_or("none")), "bcd");
  CHECK(!map->find("b"));
  CHECK(!map->find(""));
  CHECK(!map->find(std::string_view("\0", 1)));
}

TEST("a table that lies about its size is refused with the field") {
  CHECK_EQUAL(refusal(""), "normalizer.precompiled_charsmap: no room for the size of the trie");
  CHECK_EQUAL(refusal(Units::number(0)), "normalizer.precompiled_charsmap: the trie is empty");
  CHECK_EQUAL(refusal(Units::number(1000000000) + "abcd"),
              "normalizer.precompiled_charsmap: a trie of 1000000000 bytes is announced, but 4 follow");
  CHECK_EQUAL(refusal(Units().bytes("\xFF")), "normalizer.precompiled_charsmap: the replacements are not UTF-8");
}

TEST("a rule that leads out of the table is no rule") {
  Units units;
  units.rule(256, 'a', 100000, 0);  // a leaf beyond the trie
  units.rule(256, 'b', 400, 1000);  // a place beyond the replacements
  units.rule(256, 'c', 401, 1);     // a place inside a character
  const auto map = Charsmap::read(units.bytes("é"), "map");
  REQUIRE_OK(map);
  CHECK(!map->find("a"));
  CHECK(!map->find("b"));
  CHECK(!map->find("c"));
}

TEST("a root beyond the table and a trie that goes in circles end the search") {
  Units far;
  far.units[0] = 0xFFFFFE00;  // the farthest offset there is
  const auto map = Charsmap::read(far.bytes(""), "map");
  REQUIRE_OK(map);
  CHECK(!map->find("a"));
  Units circle;
  circle.units[0] = 0;
  circle.units['a'] = std::uint32_t{'a'} << 10 | 'a';  // back to the root
  const auto turning = Charsmap::read(circle.bytes(""), "map");
  REQUIRE_OK(turning);
  CHECK(!turning->find("aaaaaaaa"));
}

}  // namespace
}  // namespace tg::test
