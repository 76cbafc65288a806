// A flag that JavaScript raises and running jobs watch.
#pragma once

#include <atomic>
#include <memory>

#include "handle.h"

namespace tg::addon {

using CancelFlag = std::shared_ptr<std::atomic<bool>>;

template <>
struct Kind<CancelFlag> {
  static constexpr napi_type_tag tag{0x9d3f0b6a41c74e58, 0xa1b27c05e6f94d33};
};

// The flag of a Cancel; null for undefined; anything else is refused.
CancelFlag to_cancel_flag(napi_env env, napi_value value);

void export_cancel(napi_env env, napi_value exports);

}  // namespace tg::addon
