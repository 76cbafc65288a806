// Base64 as RFC 4648 section 4 defines it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tg {

// The bytes that `text` stands for. None when it is not base64: a foreign character, a wrong length, padding that is
// missing or misplaced, or bits that no encoder leaves set.
// Appends what `text` stands for; false, with `bytes` as they were, when it is not base64.
bool append_base64(std::string_view text, std::string& bytes);
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tg
