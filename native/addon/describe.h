// What a value is, in the words of a TypeError.
#pragma once

#include <napi.h>

#include <string>

namespace tg::addon {

std::string describe(Napi::Value value);

}  // namespace tg::addon
