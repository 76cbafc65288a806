// tg::WordCounts as the JavaScript class Words: new Words(tokenizer, options).
#pragma once

#include <napi.h>

namespace tg::addon {

void export_words(Napi::Object exports);

}  // namespace tg::addon
