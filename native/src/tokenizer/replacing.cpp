#include "tokenizer/replacing.h"

#include "base/find_bytes.h"
#include "text/utf8.h"

namespace tg {
namespace {

void append_interleaved(std::string_view text, std::string_view between, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(static_cast<unsigned char>(text[at]));
    out.append(between).append(text.substr(at, length));
    at += length;
  }
  out.append(between);
}

}  // namespace

void append_replaced(std::string_view text, std::string_view from, std::string_view to, std::string& out) {
  if (from.empty()) return append_interleaved(text, to, out);
  std::size_t done = 0;
  for (std::size_t at = find_bytes(text, from); at != text.npos; at = find_bytes(text, from, done)) {
    out.append(text.substr(done, at - done)).append(to);
    done = at + from.size();
  }
  out.append(text.substr(done));
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  out.reserve(text.size());
  append_replaced(text, from, to, out);
  return out;
}

}  // namespace tg
