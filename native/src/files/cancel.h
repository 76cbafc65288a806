// Work that lasts looks at a flag now and then.
#pragma once

#include <atomic>

#include "tokengraft/status.h"

namespace tg {

inline Status check_cancelled(const std::atomic<bool>* cancelled) {
  if (cancelled == nullptr || !cancelled->load(std::memory_order_relaxed)) return {};
  return Status::error(Code::limit, "cancelled");
}

}  // namespace tg
