#include "text/utf8.h"

#include <algorithm>

#include "base/utf8_validity.h"

namespace tg {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

bool is_valid_utf8(std::string_view text) {
  return find_malformed_utf8(text) == std::string_view::npos;
}

Decoded decode_utf8(std::string_view text, std::size_t position) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + position;
  const char32_t lead = bytes[0];
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (bytes[1] & 0x3Fu), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu), 3};
  return {(lead & 0x07) << 18 | (bytes[1] & 0x3Fu) << 12 | (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu), 4};
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
  while (true) {
    const std::size_t end = std::min(find_malformed_utf8(bytes), bytes.size());
    out.append(bytes.substr(0, end));
    if (end == bytes.size()) return;
    out.append(kReplacement);
    bytes.remove_prefix(end + malformed_length(bytes, end));
  }
}

}  // namespace tg
