from django.urls import path

from server.sample import views

app_name = "sample"
urlpatterns = [path("", views.orders, name="orders"), path("<int:key>/pay/", views.pay, name="pay")]
