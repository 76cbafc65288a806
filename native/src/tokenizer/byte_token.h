// The names of byte tokens: <0x00> to <0xFF>.
#pragma once

#include <string_view>

namespace tg {

// The byte that `name` stands for, or -1.
int named_byte(std::string_view name);

}  // namespace tg
