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

// Every stand-in has one byte or two; what is longer is none.
bool append_from_stand_ins(std::string_view text, std::string& bytes) {
  const std::size_t before = bytes.size();
  bytes.resize(before + text.size());
  char* out = bytes.data() + before;
  bool good = true;
  for (std::size_t position = 0; position < text.size() && good; ++position) {
    std::uint32_t character = static_cast<std::uint8_t>(text[position]);
    if (character >= 0x80) {
      const std::uint32_t low = static_cast<std::uint8_t>(text[++position]) & 0x3F;
      character = character < 0xE0 ? (character & 0x1F) << 6 | low : kHighestStandIn + 1;
    }
    const int byte = byte_of_stand_in(character);
    good = byte >= 0;
    *out++ = static_cast<char>(byte);
  }
  bytes.resize(good ? static_cast<std::size_t>(out - bytes.data()) : before);
  return good;
}

std::optional<std::string> from_stand_ins(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  return append_from_stand_ins(text, bytes) ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace tg
