#include "environment.h"

namespace tg::addon {

Environment& Environment::create(napi_env env) {
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); };
  auto* environment = new Environment(env);
  if (napi_set_instance_data(env, environment, finalize, nullptr) != napi_ok) {
    delete environment;
    throw CallFailed{};
  }
  return *environment;
}

Environment& Environment::of(napi_env env) {
  Environment* environment = find(env);
  if (environment == nullptr) throw CallFailed{};
  return *environment;
}

Environment* Environment::find(napi_env env) {
  void* data = nullptr;
  if (napi_get_instance_data(env, &data) != napi_ok) return nullptr;
  return static_cast<Environment*>(data);
}

Environment::~Environment() {
  if (make_error_ != nullptr) napi_delete_reference(env_, make_error_);
  if (tokenizer_class_ != nullptr) napi_delete_reference(env_, tokenizer_class_);
}

void Environment::replace(napi_ref& reference, napi_value value) {
  if (reference != nullptr) check(napi_delete_reference(env_, reference));
  reference = nullptr;
  check(napi_create_reference(env_, value, 1, &reference));
}

napi_value Environment::value_of(napi_ref reference) const {
  napi_value value = nullptr;
  if (reference != nullptr) napi_get_reference_value(env_, reference, &value);
  return value;
}

}  // namespace tg::addon
