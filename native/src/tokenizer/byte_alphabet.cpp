#include "tokenizer/byte_alphabet.h"

#include <array>

#include "text/utf8.h"

namespace tg {
namespace {

constexpr std::size_t kHighestStandIn = 0x143;

// Bytes that are printable in Latin-1 stand for themselves; the others follow from U+0100 on, in order.
constexpr bool is_printable(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Tables {
  std::array<char16_t, 256> character{};
  std::array<std::int16_t, kHighestStandIn + 1> byte{};
};

constexpr Tables make_tables() {
  Tables tables;
  tables.byte.fill(-1);
  unsigned next = 0x100;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const unsigned character = is_printable(byte) ? byte : next++;
    tables.character[byte] = static_cast<char16_t>(character);
    tables.byte[character] = static_cast<std::int16_t>(byte);
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

char32_t stand_in(std::uint8_t byte) {
  return kTables.character[byte];
}

int byte_of_stand_in(char32_t character) {
  return character <= kHighestStandIn ? kTables.byte[character] : -1;
}

std::uint32_t stand_in_size(std::uint8_t byte) {
  return kTables.character[byte] < 0x80 ? 1 : 2;
}

std::string to_stand_ins(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) append_utf8(text, stand_in(static_cast<std::uint8_t>(byte)));
  return text;
}

std::optional<std::string> from_stand_ins(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const Decoded character = decode_utf8(text, position);
    const int byte = byte_of_stand_in(character.code_point);
    if (byte < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(byte));
    position += character.length;
  }
  return bytes;
}

}  // namespace tg
