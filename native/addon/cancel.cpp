#include "cancel.h"

#include "convert.h"

namespace tg::addon {
namespace {

// A Cancel arrives as an argument: the tag proves that an object is one before its pointer is believed.
constexpr napi_type_tag kTag{0x9d3f0b6a41c74e58, 0xa1b27c05e6f94d33};

class Cancel final : public Napi::ObjectWrap<Cancel> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Cancel", {InstanceMethod<&Cancel::cancel>("cancel", napi_default_method)});
  }

  explicit Cancel(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Cancel>(info) {
    info.This().As<Napi::Object>().TypeTag(&kTag);
  }

  const CancelFlag& flag() const { return flag_; }

 private:
  void cancel(const Napi::CallbackInfo&) { flag_->store(true); }

  CancelFlag flag_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

CancelFlag to_cancel_flag(Napi::Value value) {
  if (value.IsUndefined()) return nullptr;
  const bool is_cancel = value.IsObject() && value.As<Napi::Object>().CheckTypeTag(&kTag);
  if (!is_cancel) refuse(value, "cancel", "a Cancel or undefined");
  return Cancel::Unwrap(value.As<Napi::Object>())->flag();
}

void export_cancel(Napi::Object exports) {
  exports.Set("Cancel", Cancel::define(exports.Env()));
}

}  // namespace tg::addon
