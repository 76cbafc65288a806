// What a text has to be before it goes into the pipeline.
#pragma once

#include <string>
#include <string_view>

#include "base/utf8_validity.h"
#include "tokengraft/tokenizer.h"

namespace tg {

inline Status check_text(std::string_view text, const EncodeOptions& options) {
  if (text.size() >= ~std::uint32_t{0}) {
    return Status::error(Code::limit, "a text of " + std::to_string(text.size()) +
                                          " bytes cannot be encoded at once; the limit is 4 GiB, cut it");
  }
  const std::size_t malformed = options.is_utf8 ? text.npos : find_malformed_utf8(text);
  if (malformed == text.npos) return {};
  return Status::error(Code::bad_argument, "the text is not valid UTF-8 at byte " + std::to_string(malformed));
}

}  // namespace tg
