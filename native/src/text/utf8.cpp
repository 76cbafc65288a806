#include "text/utf8.h"

#include <cstdint>
#include <cstring>

namespace tg {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

std::uint64_t load_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The first position at or after `position` that holds no ASCII byte.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  while (text.size() - position >= 16) {
    if ((load_word(text.data() + position) | load_word(text.data() + position + 8)) & kHighBits) break;
    position += 16;
  }
  while (position < text.size() && byte_at(text, position) < 0x80) ++position;
  return position;
}

// What may follow a lead byte: the number of bytes after it and the range of the first of them. The ranges keep out
// overlong forms (E0, F0), surrogates (ED) and code points past U+10FFFF (F4). Table 3-7 of the Unicode standard.
struct Continuation {
  std::uint8_t count;
  std::uint8_t first_low;
  std::uint8_t first_high;
};

Continuation continuation_after(unsigned char lead) {
  if (lead < 0xC2 || lead > 0xF4) return {0, 0, 0};
  if (lead < 0xE0) return {1, 0x80, 0xBF};
  if (lead < 0xF0) {
    return {2, static_cast<std::uint8_t>(lead == 0xE0 ? 0xA0 : 0x80),
            static_cast<std::uint8_t>(lead == 0xED ? 0x9F : 0xBF)};
  }
  return {3, static_cast<std::uint8_t>(lead == 0xF0 ? 0x90 : 0x80),
          static_cast<std::uint8_t>(lead == 0xF4 ? 0x8F : 0xBF)};
}

// A well-formed character, or a maximal subpart of one: the bytes that could still begin a well-formed character.
struct Sequence {
  std::size_t length;
  bool complete;
};

// REQUIRES: position < text.size().
Sequence read_sequence(std::string_view text, std::size_t position) {
  const unsigned char lead = byte_at(text, position);
  if (lead < 0x80) return {1, true};
  const Continuation expected = continuation_after(lead);
  if (expected.count == 0) return {1, false};
  unsigned low = expected.first_low;
  unsigned high = expected.first_high;
  for (std::size_t length = 1; length <= expected.count; ++length) {
    if (position + length >= text.size()) return {length, false};
    const unsigned char byte = byte_at(text, position + length);
    if (byte < low || byte > high) return {length, false};
    low = 0x80;
    high = 0xBF;
  }
  return {expected.count + std::size_t{1}, true};
}

// The end of the longest well-formed stretch that begins at `position`.
std::size_t skip_valid(std::string_view text, std::size_t position) {
  while (true) {
    position = skip_ascii(text, position);
    while (position < text.size() && byte_at(text, position) >= 0x80) {
      const Sequence sequence = read_sequence(text, position);
      if (!sequence.complete) return position;
      position += sequence.length;
    }
    if (position == text.size()) return position;
  }
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  return skip_valid(text, 0) == text.size();
}

Decoded decode_utf8(std::string_view text, std::size_t position) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + position;
  const char32_t lead = bytes[0];
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (bytes[1] & 0x3Fu), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu), 3};
  return {(lead & 0x07) << 18 | (bytes[1] & 0x3Fu) << 12 | (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu), 4};
}

std::size_t utf8_length(unsigned char lead) {
  return std::size_t{continuation_after(lead).count} + 1;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto append = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto append_tail = [&](int shift) { append(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) return append(code_point);
  if (code_point < 0x800) {
    append(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    append(0xE0 | code_point >> 12);
    append_tail(6);
  } else {
    append(0xF0 | code_point >> 18);
    append_tail(12);
    append_tail(6);
  }
  append_tail(0);
}

void append_utf8_lossy(std::string& out, std::string_view bytes) {
  std::size_t position = 0;
  while (true) {
    const std::size_t end = skip_valid(bytes, position);
    out.append(bytes.substr(position, end - position));
    if (end == bytes.size()) return;
    out.append(kReplacement);
    position = end + read_sequence(bytes, end).length;
  }
}

}  // namespace tg
