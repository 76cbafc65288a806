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

void append_utf8(std::string& out, char32_t code_point) {
  char bytes[4];
  out.append(bytes, write_utf8(bytes, code_point));
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
