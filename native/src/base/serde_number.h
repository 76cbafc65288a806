// Decimal numbers as serde_json makes doubles of them, which the reference reads its files with.
#pragma once

#include <string_view>

namespace tg::json {

// As many leading digits of `text` as 64 bits hold, multiplied or divided by one power of ten. The last bit differs
// from the nearest double for one number in four; a Unigram model that adds such scores up decides ties by it.
// Infinite when out of range. REQUIRES: a number as RFC 8259 spells it.
double read_serde_number(std::string_view text);

}  // namespace tg::json
