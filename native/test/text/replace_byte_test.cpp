// Replacing a byte by blocks against replacing it one by one.
#include "text/replace_byte.h"

#include <random>

#include "check.h"

namespace tg::test {
namespace {

std::string replaced(std::string_view text, char byte, std::string_view replacement) {
  std::string out;
  for (const char c : text) {
    if (c == byte) {
      out += replacement;
    } else {
      out += c;
    }
  }
  return out;
}

void check_text(std::string_view text, std::string_view replacement) {
  ByteWriter out(0);
  append_replacing_byte(text, ' ', replacement, out);
  if (const std::string found = out.finish(); found != replaced(text, ' ', replacement)) {
    fail(__FILE__, __LINE__, "\"" + std::string(text) + "\" became \"" + found + "\"");
  }
}

TEST("a space at every place of texts of every length up to two blocks and a half") {
  for (std::size_t size = 0; size < 160; ++size) {
    check_text(std::string(size, ' '), "\u2581");
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'x');
      text[place] = ' ';
      check_text(text, "\u2581");
    }
  }
}

TEST("random texts and replacements of every length, seed 5489") {
  std::mt19937 random;  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts every time
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const auto rarity = 1 + random() % 40;
    for (auto left = random() % 400; left > 0; --left) {
      text.push_back(random() % rarity == 0 ? ' ' : static_cast<char>(random()));
    }
    check_text(text, std::string(random() % 40, '_'));
  }
}

}  // namespace
}  // namespace tg::test
