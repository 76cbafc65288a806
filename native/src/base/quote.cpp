#include "base/quote.h"

#include "base/utf8_validity.h"

namespace tg {
namespace {

constexpr std::size_t kShownBytes = 80;

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7F;
}

// The first bytes of a long string, cut between characters.
std::string_view shown_part(std::string_view bytes) {
  if (bytes.size() <= kShownBytes) return bytes;
  std::size_t end = kShownBytes;
  while (end > kShownBytes - 3 && continues_character(bytes[end])) --end;
  return bytes.substr(0, end);
}

// Appends `valid`, which is UTF-8.
void append_escaped(std::string& out, std::string_view valid) {
  for (const char character : valid) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') out.push_back('\\');
    if (is_control(byte)) {
      out += "\\x" + hexadecimal(byte, 2);
    } else {
      out.push_back(character);
    }
  }
}

}  // namespace

std::string quote(std::string_view bytes) {
  std::string_view rest = shown_part(bytes);
  const bool cut = rest.size() < bytes.size();
  std::string out = "\"";
  while (!rest.empty()) {
    const std::size_t bad = find_malformed_utf8(rest);
    append_escaped(out, rest.substr(0, bad));
    if (bad == std::string_view::npos) break;
    out += "\\x" + hexadecimal(static_cast<unsigned char>(rest[bad]), 2);
    rest.remove_prefix(bad + 1);
  }
  return out + (cut ? "…\"" : "\"");
}

std::string hexadecimal(std::uint64_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

}  // namespace tg
