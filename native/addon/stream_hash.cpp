#include "stream_hash.h"

#include <span>

#include "convert.h"
#include "entry.h"
#include "tokengraft/stream_hash.h"
#include "values.h"

namespace tg::addon {
namespace {

class StreamHashObject final : public Napi::ObjectWrap<StreamHashObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "StreamHash",
                       {InstanceMethod<&StreamHashObject::update>("update", napi_default_method),
                        InstanceMethod<&StreamHashObject::digest>("digest", napi_default_method)});
  }

  explicit StreamHashObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<StreamHashObject>(info) {}

 private:
  Napi::Value update(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const std::span<const std::uint8_t> bytes = borrow<std::uint8_t>(info[0], "bytes");
      hash_.update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      return info.Env().Undefined();
    });
  }

  Napi::Value digest(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] { return make_string(info.Env(), hash_.digest()); });
  }

  StreamHash hash_;
};

}  // namespace

void export_stream_hash(Napi::Object exports) {
  exports.Set("StreamHash", StreamHashObject::define(exports.Env()));
}

}  // namespace tg::addon
