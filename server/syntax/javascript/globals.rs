//! The names that JavaScript's platforms define, sorted, each in the first table that has it. Made from the lists of the npm package
//! `globals` 17.14.0 (MIT), in which eslint's users name their environments; the global object also has what every object has.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Whether some platform or test runner defines the name.
pub fn is_global(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let all = || [LANGUAGE, NODE, BROWSER, TEST, OTHER].into_iter().flat_map(str::split_ascii_whitespace).collect();
    NAMES.get_or_init(all).contains(name)
}

/// The names that programs write most: those of the language and of Node.
pub fn common() -> impl Iterator<Item = &'static str> {
    LANGUAGE.split_ascii_whitespace().chain(NODE.split_ascii_whitespace())
}

/// The language itself.
pub const LANGUAGE: &str = "\
    AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date DisposableStack Error \
    EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map \
    Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError \
    TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet constructor decodeURI decodeURIComponent encodeURI \
    encodeURIComponent escape eval globalThis hasOwnProperty isFinite isNaN isPrototypeOf parseFloat parseInt propertyIsEnumerable toLocaleString \
    toString undefined unescape valueOf";

/// Node and CommonJS.
pub const NODE: &str = "\
    AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto \
    CryptoKey CustomEvent DOMException DecompressionStream ErrorEvent Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort \
    Navigator Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList \
    PerformanceResourceTiming QuotaExceededError ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest \
    ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto Temporal TextDecoder TextDecoderStream \
    TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern URLSearchParams WebAssembly WebSocket WritableStream \
    WritableStreamDefaultController WritableStreamDefaultWriter __dirname __filename atob btoa clearImmediate clearInterval clearTimeout console \
    crypto exports fetch global localStorage module navigator performance process queueMicrotask require sessionStorage setImmediate setInterval \
    setTimeout structuredClone";

/// Browsers, their workers and worklets.
pub const BROWSER: &str = "\
    AI AICreateMonitor AITextSession AbortPaymentEvent AbsoluteOrientationSensor AbstractRange Accelerometer AnalyserNode Animation AnimationEffect \
    AnimationEvent AnimationPlaybackEvent AnimationTimeline Attr Audio AudioBuffer AudioBufferSourceNode AudioContext AudioData AudioDecoder \
    AudioDestinationNode AudioEncoder AudioListener AudioNode AudioParam AudioParamMap AudioPlaybackStats AudioProcessingEvent \
    AudioScheduledSourceNode AudioSession AudioSinkInfo AudioWorklet AudioWorkletGlobalScope AudioWorkletNode AudioWorkletProcessor \
    AuthenticatorAssertionResponse AuthenticatorAttestationResponse AuthenticatorResponse BackgroundFetchEvent BackgroundFetchManager \
    BackgroundFetchRecord BackgroundFetchRegistration BackgroundFetchUpdateUIEvent BarProp BarcodeDetector BaseAudioContext BatteryManager \
    BeforeUnloadEvent BiquadFilterNode BlobEvent Bluetooth BluetoothCharacteristicProperties BluetoothDevice BluetoothRemoteGATTCharacteristic \
    BluetoothRemoteGATTDescriptor BluetoothRemoteGATTServer BluetoothRemoteGATTService BluetoothUUID BrowserCaptureMediaStreamTrack CDATASection \
    CSPViolationReportBody CSS CSSAnimation CSSConditionRule CSSContainerRule CSSCounterStyleRule CSSFontFaceDescriptors CSSFontFaceRule \
    CSSFontFeatureValuesRule CSSFontPaletteValuesRule CSSFunctionDeclarations CSSFunctionDescriptors CSSFunctionRule CSSGroupingRule CSSImageValue \
    CSSImportRule CSSKeyframeRule CSSKeyframesRule CSSKeywordValue CSSLayerBlockRule CSSLayerStatementRule CSSMarginRule CSSMathClamp CSSMathInvert \
    CSSMathMax CSSMathMin CSSMathNegate CSSMathProduct CSSMathSum CSSMathValue CSSMatrixComponent CSSMediaRule CSSNamespaceRule CSSNestedDeclarations \
    CSSNumericArray CSSNumericValue CSSPageDescriptors CSSPageRule CSSPerspective CSSPositionTryDescriptors CSSPositionTryRule CSSPositionValue \
    CSSPropertyRule CSSPseudoElement CSSRotate CSSRule CSSRuleList CSSScale CSSScopeRule CSSSkew CSSSkewX CSSSkewY CSSStartingStyleRule \
    CSSStyleDeclaration CSSStyleProperties CSSStyleRule CSSStyleSheet CSSStyleValue CSSSupportsRule CSSTransformComponent CSSTransformValue \
    CSSTransition CSSTranslate CSSUnitValue CSSUnparsedValue CSSVariableReferenceValue CSSViewTransitionRule Cache CacheStorage CanMakePaymentEvent \
    CanvasCaptureMediaStream CanvasCaptureMediaStreamTrack CanvasGradient CanvasPaintEvent CanvasPattern CanvasRenderingContext2D CaptureController \
    CaretPosition ChannelMergerNode ChannelSplitterNode ChapterInformation CharacterBoundsUpdateEvent CharacterData Client Clients Clipboard \
    ClipboardChangeEvent ClipboardEvent ClipboardItem CloseWatcher CommandEvent Comment CompositionEvent ConstantSourceNode \
    ContentVisibilityAutoStateChangeEvent ConvolverNode CookieChangeEvent CookieDeprecationLabel CookieStore CookieStoreManager CrashReportContext \
    CreateMonitor Credential CredentialsContainer CropTarget CustomElementRegistry CustomStateSet DOMError DOMImplementation DOMMatrix \
    DOMMatrixReadOnly DOMParser DOMPoint DOMPointReadOnly DOMQuad DOMRect DOMRectList DOMRectReadOnly DOMStringList DOMStringMap DOMTokenList \
    DataTransfer DataTransferItem DataTransferItemList DedicatedWorkerGlobalScope DelayNode DelegatedInkTrailPresenter DeviceMotionEvent \
    DeviceMotionEventAcceleration DeviceMotionEventRotationRate DeviceOrientationEvent DevicePosture DigitalCredential Document DocumentFragment \
    DocumentPictureInPicture DocumentPictureInPictureEvent DocumentTimeline DocumentType DragEvent DynamicsCompressorNode EditContext Element \
    ElementGeometryUpdateEvent ElementImage ElementInternals EncodedAudioChunk EncodedVideoChunk EventCounts EventSource ExtendableCookieChangeEvent \
    ExtendableEvent ExtendableMessageEvent External EyeDropper FeaturePolicy FederatedCredential Fence FencedFrameConfig FetchEvent FetchLaterResult \
    FileList FileReader FileReaderSync FileSystem FileSystemDirectoryEntry FileSystemDirectoryHandle FileSystemDirectoryReader FileSystemEntry \
    FileSystemFileEntry FileSystemFileHandle FileSystemHandle FileSystemObserver FileSystemSyncAccessHandle FileSystemWritableFileStream FocusEvent \
    FontData FontFace FontFaceSet FontFaceSetLoadEvent FormDataEvent FragmentDirective GPU GPUAdapter GPUAdapterInfo GPUBindGroup GPUBindGroupLayout \
    GPUBuffer GPUBufferUsage GPUCanvasContext GPUColorWrite GPUCommandBuffer GPUCommandEncoder GPUCompilationInfo GPUCompilationMessage \
    GPUComputePassEncoder GPUComputePipeline GPUDevice GPUDeviceLostInfo GPUError GPUExternalTexture GPUInternalError GPUMapMode GPUOutOfMemoryError \
    GPUPipelineError GPUPipelineLayout GPUQuerySet GPUQueue GPURenderBundle GPURenderBundleEncoder GPURenderPassEncoder GPURenderPipeline GPUSampler \
    GPUShaderModule GPUShaderStage GPUSupportedFeatures GPUSupportedLimits GPUTexture GPUTextureUsage GPUTextureView GPUUncapturedErrorEvent \
    GPUValidationError GainNode Gamepad GamepadAxisMoveEvent GamepadButton GamepadButtonEvent GamepadEvent GamepadHapticActuator GamepadPose \
    Geolocation GeolocationCoordinates GeolocationPosition GeolocationPositionError GravitySensor Gyroscope HID HIDConnectionEvent HIDDevice \
    HIDInputReportEvent HTMLAllCollection HTMLAnchorElement HTMLAreaElement HTMLAudioElement HTMLBRElement HTMLBaseElement HTMLBodyElement \
    HTMLButtonElement HTMLCameraElement HTMLCanvasElement HTMLCollection HTMLDListElement HTMLDataElement HTMLDataListElement HTMLDetailsElement \
    HTMLDialogElement HTMLDirectoryElement HTMLDivElement HTMLDocument HTMLElement HTMLEmbedElement HTMLFencedFrameElement HTMLFieldSetElement \
    HTMLFontElement HTMLFormControlsCollection HTMLFormElement HTMLFrameElement HTMLFrameSetElement HTMLGeolocationElement HTMLHRElement \
    HTMLHeadElement HTMLHeadingElement HTMLHtmlElement HTMLIFrameElement HTMLImageElement HTMLInputElement HTMLInstallElement HTMLLIElement \
    HTMLLabelElement HTMLLegendElement HTMLLinkElement HTMLMapElement HTMLMarqueeElement HTMLMediaElement HTMLMenuElement HTMLMetaElement \
    HTMLMeterElement HTMLMicrophoneElement HTMLModElement HTMLOListElement HTMLObjectElement HTMLOptGroupElement HTMLOptionElement \
    HTMLOptionsCollection HTMLOutputElement HTMLParagraphElement HTMLParamElement HTMLPictureElement HTMLPreElement HTMLProgressElement \
    HTMLQuoteElement HTMLScriptElement HTMLSelectElement HTMLSelectedContentElement HTMLSlotElement HTMLSourceElement HTMLSpanElement HTMLStyleElement \
    HTMLTableCaptionElement HTMLTableCellElement HTMLTableColElement HTMLTableElement HTMLTableRowElement HTMLTableSectionElement HTMLTemplateElement \
    HTMLTextAreaElement HTMLTimeElement HTMLTitleElement HTMLTrackElement HTMLUListElement HTMLUnknownElement HTMLUserMediaElement HTMLVideoElement \
    HashChangeEvent Highlight HighlightRegistry History IDBCursor IDBCursorWithValue IDBDatabase IDBFactory IDBIndex IDBKeyRange IDBObjectStore \
    IDBOpenDBRequest IDBRecord IDBRequest IDBTransaction IDBVersionChangeEvent IIRFilterNode IdentityCredential IdentityCredentialError \
    IdentityProvider IdleDeadline IdleDetector Image ImageBitmap ImageBitmapRenderingContext ImageCapture ImageData ImageDecoder ImageTrack \
    ImageTrackList Ink InputDeviceCapabilities InputDeviceInfo InputEvent InstallEvent InstallResultEvent IntegrityViolationReportBody \
    InteractionContentfulPaint InterestEvent IntersectionObserver IntersectionObserverEntry Keyboard KeyboardEvent KeyboardLayoutMap KeyframeEffect \
    LanguageDetector LanguageModel LargestContentfulPaint LaunchParams LaunchQueue LayoutShift LayoutShiftAttribution LinearAccelerationSensor \
    Location Lock LockManager MIDIAccess MIDIConnectionEvent MIDIInput MIDIInputMap MIDIMessageEvent MIDIOutput MIDIOutputMap MIDIPort \
    MathMLAnchorElement MathMLElement MediaCapabilities MediaCapabilitiesInfo MediaDeviceInfo MediaDevices MediaElementAudioSourceNode \
    MediaEncryptedEvent MediaError MediaKeyError MediaKeyMessageEvent MediaKeySession MediaKeyStatusMap MediaKeySystemAccess MediaKeys MediaList \
    MediaMetadata MediaQueryList MediaQueryListEvent MediaRecorder MediaRecorderErrorEvent MediaSession MediaSource MediaSourceHandle MediaStream \
    MediaStreamAudioDestinationNode MediaStreamAudioSourceNode MediaStreamEvent MediaStreamTrack MediaStreamTrackAudioSourceNode \
    MediaStreamTrackAudioStats MediaStreamTrackEvent MediaStreamTrackGenerator MediaStreamTrackProcessor MediaStreamTrackVideoStats MimeType \
    MimeTypeArray ModelContext ModelGenericSession ModelManager MouseEvent MutationEvent MutationObserver MutationRecord NamedNodeMap NavigateEvent \
    Navigation NavigationActivation NavigationCurrentEntryChangeEvent NavigationDestination NavigationHistoryEntry NavigationPrecommitController \
    NavigationPreloadManager NavigationTransition NavigatorLogin NavigatorManagedData NavigatorUAData NetworkInformation Node NodeFilter NodeIterator \
    NodeList NodeRange NotRestoredReasonDetails NotRestoredReasons Notification NotificationEvent NotifyPaintEvent OTPCredential Observable \
    OfflineAudioCompletionEvent OfflineAudioContext OffscreenCanvas OffscreenCanvasRenderingContext2D OpaqueRange Option OrientationSensor Origin \
    OscillatorNode OverconstrainedError PERSISTENT PageRevealEvent PageSwapEvent PageTransitionEvent PaintRenderingContext2D PaintSize \
    PaintWorkletGlobalScope PannerNode PasswordCredential Path2D PaymentAddress PaymentManager PaymentMethodChangeEvent PaymentRequest \
    PaymentRequestEvent PaymentRequestUpdateEvent PaymentResponse PerformanceElementTiming PerformanceEventTiming PerformanceLongAnimationFrameTiming \
    PerformanceLongTaskTiming PerformanceMarkConditional PerformanceNavigation PerformanceNavigationTiming PerformancePaintTiming \
    PerformanceScriptTiming PerformanceServerTiming PerformanceSoftNavigation PerformanceTiming PerformanceTimingConfidence PeriodicSyncEvent \
    PeriodicSyncManager PeriodicWave PermissionStatus Permissions PermissionsPolicy PictureInPictureEvent PictureInPictureWindow Plugin PluginArray \
    PointerEvent PopStateEvent Presentation PresentationAvailability PresentationConnection PresentationConnectionAvailableEvent \
    PresentationConnectionCloseEvent PresentationConnectionList PresentationReceiver PresentationRequest PressureObserver PressureRecord \
    ProcessingInstruction Profiler ProgressEvent PromiseRejectionEvent ProtectedAudience PublicKeyCredential PushEvent PushManager PushMessageData \
    PushSubscription PushSubscriptionChangeEvent PushSubscriptionOptions RTCCertificate RTCDTMFSender RTCDTMFToneChangeEvent RTCDataChannel \
    RTCDataChannelEvent RTCDtlsTransport RTCEncodedAudioFrame RTCEncodedVideoFrame RTCError RTCErrorEvent RTCIceCandidate RTCIceCandidatePair \
    RTCIceTransport RTCPeerConnection RTCPeerConnectionIceErrorEvent RTCPeerConnectionIceEvent RTCRtpReceiver RTCRtpScriptTransform \
    RTCRtpScriptTransformer RTCRtpSender RTCRtpTransceiver RTCSctpTransport RTCSessionDescription RTCStatsReport RTCTrackEvent RTCTransformEvent \
    RadioNodeList Range RelativeOrientationSensor RemotePlayback ReportBody ReportingObserver ResizeObserver ResizeObserverEntry ResizeObserverSize \
    RestrictionTarget SVGAElement SVGAngle SVGAnimateElement SVGAnimateMotionElement SVGAnimateTransformElement SVGAnimatedAngle SVGAnimatedBoolean \
    SVGAnimatedEnumeration SVGAnimatedInteger SVGAnimatedLength SVGAnimatedLengthList SVGAnimatedNumber SVGAnimatedNumberList \
    SVGAnimatedPreserveAspectRatio SVGAnimatedRect SVGAnimatedString SVGAnimatedTransformList SVGAnimationElement SVGCircleElement SVGClipPathElement \
    SVGComponentTransferFunctionElement SVGDefsElement SVGDescElement SVGElement SVGEllipseElement SVGFEBlendElement SVGFEColorMatrixElement \
    SVGFEComponentTransferElement SVGFECompositeElement SVGFEConvolveMatrixElement SVGFEDiffuseLightingElement SVGFEDisplacementMapElement \
    SVGFEDistantLightElement SVGFEDropShadowElement SVGFEFloodElement SVGFEFuncAElement SVGFEFuncBElement SVGFEFuncGElement SVGFEFuncRElement \
    SVGFEGaussianBlurElement SVGFEImageElement SVGFEMergeElement SVGFEMergeNodeElement SVGFEMorphologyElement SVGFEOffsetElement \
    SVGFEPointLightElement SVGFESpecularLightingElement SVGFESpotLightElement SVGFETileElement SVGFETurbulenceElement SVGFilterElement \
    SVGForeignObjectElement SVGGElement SVGGeometryElement SVGGradientElement SVGGraphicsElement SVGImageElement SVGLength SVGLengthList \
    SVGLineElement SVGLinearGradientElement SVGMPathElement SVGMarkerElement SVGMaskElement SVGMatrix SVGMetadataElement SVGNumber SVGNumberList \
    SVGPathElement SVGPatternElement SVGPoint SVGPointList SVGPolygonElement SVGPolylineElement SVGPreserveAspectRatio SVGRadialGradientElement \
    SVGRect SVGRectElement SVGSVGElement SVGScriptElement SVGSetElement SVGStopElement SVGStringList SVGStyleElement SVGSwitchElement SVGSymbolElement \
    SVGTSpanElement SVGTextContentElement SVGTextElement SVGTextPathElement SVGTextPositioningElement SVGTitleElement SVGTransform SVGTransformList \
    SVGUnitTypes SVGUseElement SVGViewElement Sanitizer Scheduler Scheduling Screen ScreenDetailed ScreenDetails ScreenOrientation ScriptProcessorNode \
    ScrollTimeline SecurityPolicyViolationEvent Selection Sensor SensorErrorEvent Serial SerialPort ServiceWorker ServiceWorkerContainer \
    ServiceWorkerGlobalScope ServiceWorkerRegistration ShadowRoot SharedStorage SharedStorageAppendMethod SharedStorageClearMethod \
    SharedStorageDeleteMethod SharedStorageModifierMethod SharedStorageSetMethod SharedStorageWorklet SharedWorker SharedWorkerGlobalScope SnapEvent \
    SourceBuffer SourceBufferList SpeechGrammar SpeechGrammarList SpeechRecognition SpeechRecognitionAlternative SpeechRecognitionErrorEvent \
    SpeechRecognitionEvent SpeechRecognitionPhrase SpeechRecognitionResult SpeechRecognitionResultList SpeechSynthesis SpeechSynthesisErrorEvent \
    SpeechSynthesisEvent SpeechSynthesisUtterance SpeechSynthesisVoice StaticRange StereoPannerNode StorageBucket StorageBucketManager StorageEvent \
    StorageManager StylePropertyMap StylePropertyMapReadOnly StyleSheet StyleSheetList SubmitEvent Subscriber Summarizer SyncEvent SyncManager \
    TEMPORARY TaskAttributionTiming TaskController TaskPriorityChangeEvent TaskSignal Text TextEvent TextFormat TextFormatUpdateEvent TextMetrics \
    TextTrack TextTrackCue TextTrackCueList TextTrackList TextUpdateEvent TimeEvent TimeRanges TimelineTrigger TimelineTriggerRange \
    TimelineTriggerRangeList ToggleEvent Touch TouchEvent TouchList TrackEvent TransitionEvent Translator TreeWalker TrustedHTML \
    TrustedHTMLParserOptions TrustedParserOptions TrustedScript TrustedScriptURL TrustedTypePolicy TrustedTypePolicyFactory UIEvent USB \
    USBAlternateInterface USBConfiguration USBConnectionEvent USBDevice USBEndpoint USBInTransferResult USBInterface USBIsochronousInTransferPacket \
    USBIsochronousInTransferResult USBIsochronousOutTransferPacket USBIsochronousOutTransferResult USBOutTransferResult UserActivation VTTCue \
    VTTRegion ValidityState VideoColorSpace VideoDecoder VideoEncoder VideoFrame VideoPlaybackQuality ViewTimeline ViewTransition \
    ViewTransitionTypeSet Viewport VirtualKeyboard VirtualKeyboardGeometryChangeEvent VisibilityStateEntry VisualViewport WGSLLanguageFeatures \
    WakeLock WakeLockSentinel WaveShaperNode WebGL2RenderingContext WebGLActiveInfo WebGLBuffer WebGLContextEvent WebGLFramebuffer WebGLObject \
    WebGLProgram WebGLQuery WebGLRenderbuffer WebGLRenderingContext WebGLSampler WebGLShader WebGLShaderPrecisionFormat WebGLSync WebGLTexture \
    WebGLTransformFeedback WebGLUniformLocation WebGLVertexArrayObject WebMCPEvent WebSocketError WebSocketStream WebTransport \
    WebTransportBidirectionalStream WebTransportDatagramDuplexStream WebTransportDatagramsWritable WebTransportError WebTransportReceiveStream \
    WebTransportSendGroup WebTransportSendStream WheelEvent Window WindowClient WindowControlsOverlay WindowControlsOverlayGeometryChangeEvent Worker \
    WorkerGlobalScope WorkerLocation WorkerNavigator Worklet WorkletGlobalScope XMLDocument XMLHttpRequest XMLHttpRequestEventTarget \
    XMLHttpRequestUpload XMLSerializer XPathEvaluator XPathExpression XPathResult XRAnchor XRAnchorSet XRBoundedReferenceSpace XRCPUDepthInformation \
    XRCamera XRCompositionLayer XRCubeLayer XRCylinderLayer XRDOMOverlayState XRDepthInformation XREquirectLayer XRFrame XRHand XRHitTestResult \
    XRHitTestSource XRInputSource XRInputSourceArray XRInputSourceEvent XRInputSourcesChangeEvent XRJointPose XRJointSpace XRLayer XRLayerEvent \
    XRLightEstimate XRLightProbe XRPlane XRPlaneSet XRPose XRProjectionLayer XRQuadLayer XRRay XRReferenceSpace XRReferenceSpaceEvent XRRenderState \
    XRRigidTransform XRSession XRSessionEvent XRSpace XRSubImage XRSystem XRTransientInputHitTestResult XRTransientInputHitTestSource XRView \
    XRViewerPose XRViewport XRVisibilityMaskChangeEvent XRWebGLBinding XRWebGLDepthInformation XRWebGLLayer XRWebGLSubImage XSLTProcessor \
    addEventListener ai alert blur caches cancelAnimationFrame cancelIdleCallback clientInformation clients close closed confirm cookieStore \
    crashReport createImageBitmap credentialless crossOriginIsolated currentFrame currentTime customElements devicePixelRatio dispatchEvent document \
    documentPictureInPicture event external fence fetchLater find focus fonts frameElement frames getComputedStyle getScreenDetails getSelection \
    history importScripts indexedDB innerHeight innerWidth isSecureContext launchQueue length location locationbar matchMedia menubar model moveBy \
    moveTo name navigation offscreenBuffering onabort onabortpayment onactivate onafterprint onanimationcancel onanimationend onanimationiteration \
    onanimationstart onappinstalled onauxclick onbackgroundfetchabort onbackgroundfetchclick onbackgroundfetchfail onbackgroundfetchsuccess \
    onbeforeinput onbeforeinstallprompt onbeforematch onbeforeprint onbeforetoggle onbeforeunload onbeforexrselect onblur oncancel oncanmakepayment \
    oncanplay oncanplaythrough onchange onclick onclose oncommand onconnect oncontentvisibilityautostatechange oncontextlost oncontextmenu \
    oncontextrestored oncookiechange oncopy oncuechange oncut ondblclick ondevicemotion ondeviceorientation ondeviceorientationabsolute ondrag \
    ondragend ondragenter ondragleave ondragover ondragstart ondrop ondurationchange onemptied onended onerror onfetch onfocus onformdata \
    ongamepadconnected ongamepaddisconnected ongotpointercapture onhashchange oninput oninstall oninstallresult oninvalid onkeydown onkeypress onkeyup \
    onlanguagechange onload onloadeddata onloadedmetadata onloadstart onlostpointercapture onmessage onmessageerror onmousedown onmouseenter \
    onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onnotificationclick onnotificationclose onoffline ononline onpagehide \
    onpagereveal onpageshow onpageswap onpaste onpause onpaymentrequest onperiodicsync onplay onplaying onpointercancel onpointerdown onpointerenter \
    onpointerleave onpointermove onpointerout onpointerover onpointerrawupdate onpointerup onpopstate onprogress onpush onpushsubscriptionchange \
    onratechange onrejectionhandled onreset onresize onrtctransform onscroll onscrollend onscrollsnapchange onscrollsnapchanging onsearch \
    onsecuritypolicyviolation onseeked onseeking onselect onselectionchange onselectstart onslotchange onstalled onstorage onsubmit onsuspend onsync \
    ontimeupdate ontoggle ontransitioncancel ontransitionend ontransitionrun ontransitionstart onunhandledrejection onunload onvolumechange onwaiting \
    onwheel open opener origin originAgentCluster outerHeight outerWidth pageXOffset pageYOffset parent personalbar port postMessage print prompt \
    queryLocalFonts registerPaint registerProcessor registration removeEventListener renderQuantumSize reportError requestAnimationFrame \
    requestIdleCallback requestResize resizeBy resizeTo sampleRate scheduler screen screenLeft screenTop screenX screenY scroll scrollBy scrollTo \
    scrollX scrollY scrollbars self serviceWorker sharedStorage showDirectoryPicker showOpenFilePicker showSaveFilePicker skipWaiting speechSynthesis \
    status statusbar stop styleMedia toolbar top trustedTypes viewport visualViewport webkitRequestFileSystem webkitRequestFileSystemSync \
    webkitResolveLocalFileSystemSyncURL webkitResolveLocalFileSystemURL when window";

/// Test runners.
pub const TEST: &str = "\
    QUnit after afterAll afterEach assert assertType asyncTest before beforeAll beforeEach chai context deepEqual describe equal expect expectAsync \
    expectTypeOf fail fdescribe fit it jasmine jest mocha notDeepEqual notEqual notOk notPropEqual notStrictEqual ok onTestFailed onTestFinished \
    pending propEqual raises run runs setup should specify spyOn spyOnAllFunctions spyOnProperty start strictEqual suite suiteSetup suiteTeardown \
    teardown test throwUnless throwUnlessAsync throws vi vitest waits waitsFor xcontext xdescribe xit xspecify xtest";

/// Loaders, bundlers, extensions and other runtimes.
pub const OTHER: &str = "\
    $ ActiveXObject Bun Deno __non_webpack_require__ __resourceQuery __rspack_unique_id__ __rspack_version__ __system_context__ __webpack_base_uri__ \
    __webpack_chunk_load__ __webpack_chunkname__ __webpack_exports_info__ __webpack_get_script_filename__ __webpack_hash__ __webpack_init_sharing__ \
    __webpack_is_included__ __webpack_layer__ __webpack_module__ __webpack_modules__ __webpack_nonce__ __webpack_public_path__ __webpack_require__ \
    __webpack_runtime_id__ __webpack_share_scopes__ browser chrome define jQuery opera opr";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platforms_are_known() {
        for name in ["Map", "require", "document", "describe", "define", "globalThis", "AbortController"] {
            assert!(is_global(name), "{name}");
        }
        assert!(!is_global("lenght"));
    }
}
