// A text and the classes of its characters as scanners read them, all of it behind plain pointers: on a device, too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/both.h"
#include "text/unicode.h"

namespace tg::bulk {

// The tables of text/unicode.h, wherever they have been copied to.
struct CharClasses {
  const std::uint16_t* block_index;
  const std::uint8_t* blocks;

  TG_BOTH std::uint8_t of(char32_t code_point) const {
    if (code_point > 0x10FFFF) return kOther;
    const unsigned block = block_index[code_point >> unicode::kBlockBits];
    return blocks[block << unicode::kBlockBits | (code_point & ((1u << unicode::kBlockBits) - 1))];
  }
};

struct BulkText {
  const char* bytes;
  std::size_t length;
  CharClasses classes;

  TG_BOTH char operator[](std::size_t position) const { return bytes[position]; }
  TG_BOTH std::size_t size() const { return length; }
};

// What scanners ask of a text, see text/patterns/scanner.h.
TG_BOTH inline std::uint8_t ascii_class_in(const BulkText& text, unsigned char byte) {
  return text.classes.of(byte);
}
TG_BOTH inline std::uint8_t class_in(const BulkText& text, char32_t code_point) {
  return text.classes.of(code_point);
}

}  // namespace tg::bulk
