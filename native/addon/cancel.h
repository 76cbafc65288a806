// A flag that JavaScript raises and running jobs watch.
#pragma once

#include <napi.h>

#include <atomic>
#include <memory>

namespace tg::addon {

using CancelFlag = std::shared_ptr<std::atomic<bool>>;

// The flag of a Cancel; null for undefined; anything else is refused.
CancelFlag to_cancel_flag(Napi::Value value);

void export_cancel(Napi::Object exports);

}  // namespace tg::addon
