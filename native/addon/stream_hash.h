// StreamHash: tg::StreamHash for JavaScript.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_stream_hash(Napi::Object exports);

}  // namespace tg::addon
