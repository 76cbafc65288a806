// Recognizes files that are given in place of the one that is expected, so that the refusal says what was found.
#pragma once

#include <string>
#include <string_view>

#include "tokengraft/status.h"

namespace tg {

// "NAME: expected EXPECTED, found …", when `bytes` are recognized as another kind of file by their beginning or, when
// they are a JSON object, by its keys. Ok when they are not: the reader's own refusal says more then.
Status refuse_foreign_file(std::string_view bytes, const std::string& name, const std::string& expected);

}  // namespace tg
