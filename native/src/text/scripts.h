// Which script a character belongs to.
#pragma once

#include <span>
#include <string_view>

#include "text/code_point_set.h"

namespace tg {

// As in Scripts.txt: "Old_Italic".
std::span<const char* const> script_names();
// Empty for any other name.
CodePointSet characters_of_script_called(std::string_view name);

}  // namespace tg
