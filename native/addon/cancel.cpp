#include "cancel.h"

#include "convert.h"
#include "entry.h"

namespace tg::addon {
namespace {

napi_value construct(const Call& call) {
  if (!call.is_construction()) throw WrongCall{"Cancel is a class: call it with `new`"};
  attach(call.env(), call.self(), std::make_unique<CancelFlag>(std::make_shared<std::atomic<bool>>(false)));
  return call.self();
}

napi_value cancel(const Call& call) {
  self_of<CancelFlag>(call.env(), call.self())->store(true);
  return undefined(call.env());
}

}  // namespace

CancelFlag to_cancel_flag(napi_env env, napi_value value) {
  if (is_undefined(env, value)) return nullptr;
  const CancelFlag* flag = half_of<CancelFlag>(env, value);
  if (flag == nullptr) refuse(env, "cancel", "a Cancel or undefined", value);
  return *flag;
}

void export_cancel(napi_env env, napi_value exports) {
  set(env, exports, "Cancel", make_class<construct>(env, "Cancel", {method<cancel>("cancel")}));
}

}  // namespace tg::addon
