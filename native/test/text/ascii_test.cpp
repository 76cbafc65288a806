// ASCII by blocks against ASCII by bytes.
#include "text/ascii.h"

#include <algorithm>
#include <random>

#include "check.h"
#include "text/byte_mask.h"

namespace tg::test {
namespace {

bool is_printable_byte(char c) {
  return c >= ' ' && c <= '~';
}

bool is_small_byte(char c) {
  return static_cast<unsigned char>(c) < 0x80 && !(c >= 'A' && c <= 'Z');
}

TEST("every byte is told apart at every place of a block") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 19; ++place) {
      std::string text(19, 'a');
      text[place] = static_cast<char>(byte);
      CHECK_EQUAL(ascii::is_ascii(text), byte < 0x80);
      CHECK_EQUAL(ascii::is_printable(text), is_printable_byte(text[place]));
      CHECK_EQUAL(ascii::is_lower_case(text), is_small_byte(text[place]));
      CHECK_EQUAL(ascii::end_of_run(text, 0), byte < 0x80 ? text.size() : place);
      CHECK(ascii::end_of_printable_blocks(text, 0) <= (is_printable_byte(text[place]) ? text.size() : place));
    }
  }
}

TEST("capitals of a block become small letters, and nothing else changes") {
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    char block[] = "AZ@[\x7F\x01 z";
    block[byte % 8] = static_cast<char>(byte);
    char found[8];
    ascii::store(found, ascii::lowered(ascii::load(block)));
    for (std::size_t i = 0; i < 8; ++i) {
      const bool capital = block[i] >= 'A' && block[i] <= 'Z';
      CHECK_EQUAL(found[i], capital ? static_cast<char>(block[i] + 32) : block[i]);
    }
  }
}

TEST("the mask of a block equals the twin's, seed 5489") {
  std::mt19937 random;  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts every time
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 64; ++i) text.push_back("\xE2 a\x96\xFF"[random() % 5]);
    for (const char byte : {' ', '\xE2', '\xFF', 'b'}) {
      CHECK_EQUAL(byte_mask(text.data(), byte), byte_mask_of(text.data(), 64, byte));
    }
  }
}

}  // namespace
}  // namespace tg::test
