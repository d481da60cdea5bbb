from reflections.capture.urls import urlpatterns as capture
from reflections.exports.urls import urlpatterns as exports
from reflections.research.urls import urlpatterns as research

app_name = "reflections"
urlpatterns = [*capture, *research, *exports]
